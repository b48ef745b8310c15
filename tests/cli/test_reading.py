"""Options that say how files are to be read, as readers take them."""

import click
import pytest
from click.testing import CliRunner

from oe_quality.cli.reading import read_options, reading_options
from oe_quality.config import LabelsConfig
from oe_quality.readers.options import Repeats


def given(*words):
    """What the readers are given for these words on the command line."""
    found = []

    @click.command()
    @reading_options
    def command(gold, **options):
        found.append(read_options(options, LabelsConfig()))

    done = CliRunner().invoke(command, words, standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return found[0]


def test_unsaid_options_say_nothing():
    options = given()
    assert options.said() == ()
    assert (options.repeats, options.mapping, options.afresh) == (None, None, False)


def test_each_option_arrives_where_it_belongs():
    options = given(
        *("--item", "a", "--item", "b", "--gold-column", "truth", "--repeats", "first", "--scale", "mood=ordinal:x<y"),
        *("--one-hot", "c, d", "--one-hot", "e", "--zip", "f,g", "--columns", "item,-,label", "--rename", "x = y"),
        *("--split", r"\n", "--model", "m", "--missing", "NA"),
    )
    assert (options.item, options.gold, options.repeats) == (("a", "b"), "truth", Repeats.FIRST)
    assert (options.one_hot, options.zipped, options.columns) == (("c", "d", "e"), ("f", "g"), ("item", "-", "label"))
    assert (options.renamed, options.split, options.models, options.missing) == ((("x", "y"),), "\n", ("m",), ("NA",))
    assert options.scales[0].labels == ("x", "y")


def test_no_mapping_is_none_that_was_said_earlier():
    assert given("--map", "none").afresh
    assert given("--map", "none").mapping is None


@pytest.mark.parametrize("written", ["x", "=y", "x="])
def test_a_new_name_has_an_old_one(written):
    with pytest.raises(click.UsageError, match="--rename is written OLD=NEW"):
        given("--rename", written)
