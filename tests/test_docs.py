"""What the documents promise is there."""

import dataclasses
import re
from pathlib import Path

import pytest

from oe_quality.config import Config

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("section", dataclasses.fields(Config), ids=lambda field: field.name)
def test_every_setting_is_documented(section):
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    part = text.split(f"## [{section.name}]")[1].split("\n## ")[0]
    documented = re.findall(r"^\| `(\w+)`", part, flags=re.MULTILINE)
    assert documented == [field.name for field in dataclasses.fields(section.default_factory)]


def test_the_version_is_in_the_changelog():
    from oe_quality import __version__

    assert f"## {__version__}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_version_to_cite_is_this_one():
    from oe_quality import __version__

    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_every_section_of_the_page_is_named():
    from oe_quality.render.sections.registry import PARTS

    (line,) = re.findall(
        r"^\| `sections` .*$", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert re.findall(r"`(\w+)`", line.partition("The ids:")[2]) == [part.id for part in PARTS]
