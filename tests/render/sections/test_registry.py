"""What the sections declare, and what settings that name them come to."""

import pytest

from oe_quality.config import Config, ReportConfig
from oe_quality.errors import InputError
from oe_quality.render.sections.part import Material, Part
from oe_quality.render.sections.registry import PARTS, drawn, parts_of


def asking_for(*names):
    return Config(report=ReportConfig(sections=names))


def test_a_section_that_is_not_there_is_refused_with_the_ids():
    with pytest.raises(InputError, match="no section 'agrement'") as error:
        parts_of(asking_for("labels", "agrement"))
    assert error.value.remedy.startswith("Did you mean 'agreement'?")
    assert all(part.id in error.value.remedy for part in PARTS)


def test_sections_come_in_the_order_that_is_asked_for_each_once():
    assert [part.id for part in parts_of(asking_for("labels", "agreement", "labels"))] == ["labels", "agreement"]
    assert parts_of(Config()) == PARTS


def test_every_section_says_what_it_is_and_what_it_needs():
    assert len({part.id for part in PARTS}) == len(PARTS)
    for part in PARTS:
        assert part.title
        assert part.needs
        assert not part.needs.endswith(".")


class Nothing:
    """A study of which only the settings are read."""

    def __init__(self, config):
        self.config = config


def test_a_section_that_cannot_be_drawn_says_what_it_needs_if_it_was_asked_for(monkeypatch):
    lone = Part("lone", "Lone", "two of something", lambda _: None)
    monkeypatch.setattr("oe_quality.render.sections.registry.PARTS", (lone,))
    assert drawn(Material(Nothing(Config()), None, "")) == ()
    (section,) = drawn(Material(Nothing(asking_for("lone")), None, ""))
    assert section == lone.absent()
    assert section.lead == "Not drawn: it needs two of something."
