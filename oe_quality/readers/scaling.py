"""The scale of every question: declared, or guessed from all files of a call and what a store holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dict
from typing import Protocol

from oe_quality.errors import UsageError
from oe_quality.readers.answers.scales import Evidence, Understood, understand, with_siblings
from oe_quality.readers.mapping import Mapping
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.text.source import InputFile
from oe_quality.scales import Question


class Drafted(Protocol):
    """What the scales of questions are settled by; attributes as those of `Draft`."""

    @property
    def file(self) -> InputFile: ...

    @property
    def mapping(self) -> Mapping: ...

    @property
    def options(self) -> ReadOptions: ...

    @property
    def questions(self) -> list[str]: ...

    def evidence(self) -> tuple[Evidence, ...]: ...


def settle(
    drafts: Sequence[Drafted], held: Iterable[Evidence] = (), known: Sequence[Question] = ()
) -> dict[str, Understood]:
    """Every question of some files with its scale: declared, or guessed from all of them together.

    Args:
        drafts: the files.
        held: what a store holds of questions whose scale was guessed.
        known: questions whose scale is settled, beside those that the user or a reader declares.

    Raises:
        UsageError: a scale is declared for a question that no file has.
    """
    evidence: dict[str, Evidence] = {}
    for one in (one for made in drafts for one in made.evidence()):
        evidence[one.name] = evidence[one.name].with_more(one) if one.name in evidence else one
    for one in held:
        evidence = evidence | ({one.name: evidence[one.name].with_more(one)} if one.name in evidence else {})
    declared = {question.name: question for question in known}
    for made in drafts:
        declared |= {question.name: question for question in reversed(made.mapping.questions)}
        _refuse_unknown(made, evidence)
    understood = [understand(one, declared.get(name)) for name, one in evidence.items()]
    return {one.question.name: one for one in with_siblings(understood)}


def _refuse_unknown(made: Drafted, evidence: Dict[str, Evidence]) -> None:
    unknown = [question.name for question in made.options.scales if question.name not in evidence]
    if unknown:
        raise UsageError(
            f"a scale is declared for {unknown[0]!r}, which is no question of this file",
            place=made.file.place(),
            remedy=f"The questions are {', '.join(map(repr, list(evidence)[:20]))}.",
        )
