"""The sections of the page, in its order: one line each."""

from __future__ import annotations

from oe_quality.config import Config
from oe_quality.errors import InputError
from oe_quality.render.page.blocks import Section
from oe_quality.render.sections import (
    agreement,
    annotators,
    behaviour,
    comparison,
    confusion,
    distributions,
    gold,
    labels,
    models,
    pairs,
    planning,
    provenance,
)
from oe_quality.render.sections.part import Material, Part
from oe_quality.suggest import one_of

PARTS: tuple[Part, ...] = (
    comparison.PART,
    annotators.PART,
    behaviour.PART,
    pairs.PART,
    gold.PART,
    agreement.PART,
    labels.PART,
    confusion.PART,
    models.PART,
    distributions.PART,
    planning.PART,
    provenance.PART,
)


def parts_of(config: Config) -> tuple[Part, ...]:
    """The sections that the settings ask for, in their order; all where they name none.

    Raises:
        InputError: the settings name a section that is not there.
    """
    known = {part.id: part for part in PARTS}
    wanted = config.report.sections
    for name in wanted:
        if name not in known:
            raise InputError(f"[report] sections: the page has no section {name!r}", remedy=one_of(name, known))
    return tuple(known[name] for name in dict.fromkeys(wanted)) or PARTS


def drawn(material: Material) -> tuple[Section, ...]:
    """The page's sections; one that was asked for and cannot be drawn says what it needs.

    Raises:
        InputError: the settings name a section that is not there.
    """
    asked = bool(material.study.config.report.sections)
    found = ((part, part.draw(material)) for part in parts_of(material.study.config))
    return tuple(section or part.absent() for part, section in found if section or asked)
