"""How a release was made, so that it can be made again."""

import itertools
import shlex

from oe_quality.analysis.release.data import ReleaseOptions
from oe_quality.cli.release import release
from oe_quality.config import ReleaseConfig
from oe_quality.render.release.identity import identify
from oe_quality.render.release.manifest import command


class Made:
    """Of a release's data what its command is made of."""

    def __init__(self, **options):
        self.options = ReleaseOptions(**options)


def words(previous="", **options):
    return shlex.split(command(identify(ReleaseConfig(), "1.2.0", "MIT", None), Made(**options), previous))


def test_by_default_it_says_version_licence_key_and_seed():
    assert " ".join(words()) == ("oeq release STORE -o FOLDER --version 1.2.0 --license MIT --key-file KEY --seed 0")


def test_all_that_was_chosen_is_said_and_quoted():
    found = words(
        "1.1.0", questions=("mood", "a b"), method="wawa", time="week", with_text=True, with_reasons=True,
        demographics=("gender",), seed=3,
    )  # fmt: skip
    for pair in (("--question", "a b"), ("--method", "wawa"), ("--time", "week"), ("--seed", "3")):
        assert pair in itertools.pairwise(found)
    assert {"--with-text", "--with-reasons"} <= set(found)
    assert found[-2:] == ["--previous", "FOLDER-1.1.0"]


def test_its_options_are_the_command_s():
    known = {option for parameter in release.params for option in parameter.opts}
    found = words(
        "1.1.0", questions=("q",), method="m", time="week", with_text=True, with_reasons=True, demographics=("d",)
    )
    assert {word for word in found if word.startswith("-")} <= known
