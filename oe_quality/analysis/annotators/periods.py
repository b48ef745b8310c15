"""Agreement of one person over a part of their answers: before and after a word, or since they were left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.analysis.annotators.consensus import leave_out
from oe_quality.analysis.annotators.data import chosen_labels
from oe_quality.analysis.annotators.flags import Findings
from oe_quality.analysis.annotators.results import SetAside
from oe_quality.analysis.annotators.skill import kappa_estimates
from oe_quality.kernel.arrays import Bools, Floats
from oe_quality.kernel.audit.kappa import loo_kappa
from oe_quality.kernel.audit.order import timeline
from oe_quality.kernel.audit.support import others_count
from oe_quality.results import Estimate
from oe_quality.store.panel import Panel

if TYPE_CHECKING:
    from oe_quality.store import Store


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """One person's answers to the primary question, and what the others say of the same items.

    Attributes:
        chosen: (n, K) the labels of each; support: (n, K) the others' consensus.
        usable: (n,) whether somebody else answered; created_at: (n,) microseconds since 1970 UTC, -1 where unknown.
        exclusive: whether an answer is one label.
    """

    chosen: Bools
    support: Floats
    usable: Bools
    created_at: NDArray[np.int64]
    exclusive: bool

    def kappa(self, which: Bools, level: float) -> Estimate:
        """Agreement with the others beyond chance over some of the answers."""
        n = int(which.sum())
        line = timeline(np.zeros(n, dtype=np.int32), 1, self.created_at[which])
        found = loo_kappa(line, self.chosen[which], self.support[which], self.usable[which], exclusive=self.exclusive)
        return kappa_estimates(found, level)[0]

    def after(self, moment: datetime) -> Bools:
        """(n,) which were given at or after a moment (UTC); those without a time were not."""
        micros = int((moment - datetime(1970, 1, 1)).total_seconds() * 1e6)
        return np.asarray((self.created_at >= 0) & (self.created_at >= micros))

    def before(self, moment: datetime) -> Bools:
        """(n,) which were given before it."""
        return np.asarray((self.created_at >= 0) & ~self.after(moment))


def answers_of(found: Findings, alias: str) -> Answers | None:
    """The answers of somebody whom the audit covers; None where they gave none, or where answers are numbers."""
    data, fit = found.data, found.fit
    aliases = data.primary.aliases.to_list()
    if data.numeric or alias not in aliases:
        return None
    mine = data.primary.data.annotator == aliases.index(alias)
    return Answers(
        data.chosen[mine], fit.support[mine], fit.usable[mine], data.primary.created_at[mine], data.exclusive
    )


def set_aside(store: Store, found: Findings, level: float) -> tuple[SetAside, ...]:
    """Everybody whom a maintainer has left out, held against the consensus of those who were not.

    Args:
        store: an open store; found: what its audit was made of; level: of the intervals.

    Returns:
        One line each, ascending by pseudonym.
    """
    people = store.annotators().filter(pl.col("excluded")).sort("alias")
    out = []
    for row in people.iter_rows(named=True):
        answers = _beside(store, found, row["annotator"])
        none = Estimate(None, undefined="gave no answer to the primary question that can be compared")
        since = none if answers is None else answers.kappa(answers.after(row["excluded_at"]), level)
        before = none if answers is None else answers.kappa(~answers.after(row["excluded_at"]), level)
        out.append(
            SetAside(
                alias=row["alias"],
                reason=row["reason"],
                since=row["excluded_at"],
                n_annotations=row["n_annotations"],
                n_since=0 if answers is None else int(answers.after(row["excluded_at"]).sum()),
                kappa=before,
                kappa_since=since,
            )
        )
    return tuple(out)


def _beside(store: Store, found: Findings, key: str) -> Answers | None:
    """The answers of one excluded person beside those of everybody who counts."""
    data, fit = found.data, found.fit
    if data.numeric:
        return None
    who = pl.concat([data.primary.annotators.alias("annotator"), pl.Series("annotator", [key])])
    panel: Panel[Any] = store.panel(data.primary.question.name, include_excluded=True, annotators=who)
    keys = panel.annotators.to_list()
    if key not in keys or panel.labels != data.primary.labels:
        return None
    at = {name: a for a, name in enumerate(data.primary.annotators)}
    # The own row is never looked at: the consensus that an answer is held against leaves its giver out.
    order = [at.get(name, 0) for name in keys]
    support = leave_out(panel.data, fit.confusion[:, order], fit.prevalence)
    mine = panel.data.annotator == keys.index(key)
    usable = others_count(panel.data.offsets, panel.data.annotator) > 0
    return Answers(chosen_labels(panel)[mine], support[mine], usable[mine], panel.created_at[mine], data.exclusive)
