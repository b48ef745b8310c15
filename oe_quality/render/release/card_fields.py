"""What a data card asks that no program can know."""

from __future__ import annotations

from dataclasses import dataclass

from oe_quality.config import CardConfig


@dataclass(frozen=True, slots=True)
class Field:
    """One question to the maintainer.

    Attributes:
        key: the setting in `[release.card]`; heading: in the card; question: what to answer.
        source: the framework that asks it.
    """

    key: str
    heading: str
    question: str
    source: str


FIELDS = (
    Field("motivation", "Why it was made", "For what purpose was the data set created, and by whom?", "Datasheets"),
    Field("funding", "Funding", "Who paid for it?", "Datasheets"),
    Field(
        "source", "Where the items come from", "How were items collected and chosen, and by what right?", "Datasheets"
    ),
    Field(
        "language_variety", "Language variety", "Which languages and varieties of them are in it?", "Data Statements"
    ),
    Field("speakers", "Speakers", "Who made the items: age, gender, origin, first language?", "Data Statements"),
    Field("task", "The task", "What were annotators told and shown, and what counts as an answer?", "CrowdWorkSheets"),
    Field("recruitment", "Recruitment", "How were annotators found and chosen?", "CrowdWorkSheets"),
    Field(
        "annotator_demographics",
        "Annotators",
        "Who are the annotators, and whose perspective may be missing?",
        "CrowdWorkSheets, Data Statements",
    ),
    Field("pay", "Pay", "What were annotators paid, and how was that fixed?", "CrowdWorkSheets"),
    Field("consent", "Consent and ethics", "Who agreed to what, and who reviewed it?", "Datasheets"),
    Field("uses", "Uses", "What is it meant for?", "Datasheets"),
    Field("misuses", "Out of scope", "What should it not be used for, and whom could that harm?", "Datasheets"),
    Field("maintenance", "Maintenance", "Who keeps it, and how are errors and removals asked for?", "Datasheets"),
)


def answers(card: CardConfig) -> tuple[tuple[Field, str], ...]:
    """Every question with its answer; the empty string where nobody has given one."""
    return tuple((field, str(getattr(card, field.key)).strip()) for field in FIELDS)


def unanswered(card: CardConfig) -> tuple[str, ...]:
    """Settings that are still empty."""
    return tuple(field.key for field, answer in answers(card) if not answer)
