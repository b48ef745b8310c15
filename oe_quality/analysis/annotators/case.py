"""One annotator's whole case: the evidence, the clips to listen to, and words to write to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from oe_quality.analysis.annotators.audit import gather_findings, summarise
from oe_quality.analysis.annotators.flags import Findings
from oe_quality.analysis.annotators.results import AnnotatorRow, CopyingPair, FlagCode, Status
from oe_quality.config import Config
from oe_quality.errors import UsageError
from oe_quality.notebook import Shown
from oe_quality.progress import Progress, silent
from oe_quality.results import Json, document, to_json

if TYPE_CHECKING:
    from oe_quality.store import Store

CLIPS = 10


@dataclass(frozen=True, slots=True)
class Clip:
    """An item on which this annotator and the others differ most, where the others are sure.

    Attributes:
        item: its name; own: the annotator's labels or rating.
        others: labels that the others' consensus holds likelier than not, or its likeliest one; the mean rating.
        support: what the consensus gives to the own labels, 0..1 (ratings: 1 near the others' mean, else 0).
        n_others: how many others answered.
    """

    item: str
    own: tuple[str, ...]
    others: tuple[str, ...]
    support: float
    n_others: int


@dataclass(frozen=True, slots=True)
class Case(Shown):
    """All that a maintainer needs before talking to one annotator.

    Attributes:
        question: on which skill rests; row: the annotator's line of the audit.
        clips: to listen to, most telling first; pairs: those found copying that the annotator is part of.
        message: a draft to the annotator, kind and without the names of others.
    """

    question: str
    row: AnnotatorRow
    clips: tuple[Clip, ...]
    pairs: tuple[CopyingPair, ...]
    message: str

    def frame(self) -> pl.DataFrame:
        """The clips: item, own, others, support, n_others."""
        rows = [(c.item, list(c.own), list(c.others), c.support, c.n_others) for c in self.clips]
        kinds: dict[str, pl.DataType] = {
            "item": pl.String(), "own": pl.List(pl.String()), "others": pl.List(pl.String()),
            "support": pl.Float64(), "n_others": pl.Int64(),
        }  # fmt: skip
        return pl.DataFrame(rows, schema=kinds, orient="row")

    def to_dict(self) -> Json:
        """The JSON form, `oeq.case/1`."""
        return document("oeq.case/1", to_json(self))


def case(
    store: Store,
    who: str,
    question: str | None = None,
    config: Config | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Case:
    """Everything about one annotator.

    Args:
        store: an open store.
        who: a pseudonym such as otter-307, an id or a user name.
        question, config, seed, progress: as in `annotators.audit`.

    Raises:
        UsageError: nobody or more than one person is called that, or a maintainer has excluded them.
        NotComputableError: as in `annotators.audit`.
    """
    settings = config or Config()
    alias = store.person(who).alias
    found = gather_findings(store, question, settings, seed, progress)
    audit = summarise(found, settings, seed)
    row = audit.row(alias)
    if row is None:
        remedy = f"oeq include takes {alias} back in." if alias in audit.left_out.annotators else ""
        raise UsageError(f"{alias} is not part of this audit", remedy=remedy)
    pairs = tuple(p for p in audit.copying.pairs if alias in (p.source, p.copier))
    clips = clips_to_hear(found, alias)
    return Case(audit.question, row, clips, pairs, message(row, clips))


def clips_to_hear(found: Findings, alias: str, n: int = CLIPS) -> tuple[Clip, ...]:
    """The items on which the annotator's answer falls shortest of what the others' certainty would allow."""
    data, fit = found.data, found.fit
    aliases = data.primary.aliases.to_list()
    if alias not in aliases:
        return ()
    rows = np.flatnonzero((data.primary.data.annotator == aliases.index(alias)) & fit.usable)
    order = rows[np.argsort(fit.residual[rows], kind="stable")]
    order = order[fit.residual[order] < 0][:n]
    items, sizes = data.primary.data.items(), np.diff(data.primary.data.offsets)
    out = []
    for r in order.tolist():
        own, others = _number_said(found, r) if data.numeric else _labels_said(found, r)
        item = str(data.primary.items[int(items[r])])
        out.append(Clip(item, own, others, float(fit.held[r]), int(sizes[items[r]]) - 1))
    return tuple(out)


def _labels_said(found: Findings, r: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The own labels of a response, and those that the others hold likely."""
    labels, support = np.array(found.data.primary.labels), found.fit.support[r]
    likely = np.flatnonzero(support > 0.5)
    likely = likely if len(likely) else np.array([support.argmax()])
    return tuple(labels[found.data.chosen[r]].tolist()), tuple(labels[likely].tolist())


def _number_said(found: Findings, r: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The own rating, and the others' mean."""
    return (f"{found.data.primary.data.value[r]:g}",), (f"{found.fit.support[r, 0]:.3g} on average",)


ASIDE: dict[FlagCode, str] = {
    FlagCode.LOW_AGREEMENT: "your answers often differ from the others' on the same clips",
    FlagCode.REVERSED: "some answers seem to be the other way round than the others'",
    FlagCode.INCOHERENT: "your labels and your own ratings point in different directions",
    FlagCode.ONE_LABEL: "one answer stands on nearly all of your clips",
    FlagCode.UNTOUCHED: "the sliders are mostly where they stood at the start",
    FlagCode.SPEED: "some annotations took less time than it takes to listen to the clip",
    FlagCode.RUN: "there is a long stretch of clips with the same answer",
    FlagCode.DRIFT: "your answers were closer to the others' at first than later on",
    FlagCode.FATIGUE: "your answers change towards the end of long sessions",
    FlagCode.COPYING: "many of your answers are the same as another person's, down to the sliders",
    FlagCode.OFFSET: "you use a rating scale higher or lower than others do",
    FlagCode.LABEL_RATE: "you give a label more or less often than others do on the same clips",
    FlagCode.GOLD: "some clips with an agreed answer were heard differently by you",
    FlagCode.RETEST: "clips that you heard twice got different answers",
}
"""What a message says of each flag, to the annotator. No names of others, no numbers to argue about."""


def message(row: AnnotatorRow, clips: tuple[Clip, ...]) -> str:
    """A draft to the annotator: thanks first, then what was seen, then a question; never a verdict."""
    thanks = f"Hello! Thank you for the {row.n_annotations:,} annotations that you have made so far."
    if row.status is Status.DISSENTING:
        return (
            f"{thanks} You often hear clips differently from most people, and your labels fit your own ratings well: "
            "we read it as another view and keep it. If you like, tell us how you decide; it helps us to understand."
        )
    if row.status in (Status.OK, Status.INSUFFICIENT) or not row.flags:
        return f"{thanks} They help a lot."
    seen = list(dict.fromkeys(ASIDE[flag.code] for flag in row.flags))
    listed = "\n".join(f"- {words}" for words in seen)
    again = "\n".join(f"- {clip.item}" for clip in clips[:3])
    ask = f"\nCould you listen to these once more and tell us how you hear them?\n{again}\n" if again else "\n"
    return (
        f"{thanks} We look at everybody's work in the same way, and in yours we noticed something that we would like "
        f"to understand:\n{listed}\n{ask}Perhaps our form or our guideline is unclear; then the mistake is ours, and "
        "you would help us to find it."
    )
