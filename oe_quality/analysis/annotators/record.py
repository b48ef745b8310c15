"""A quick look at one person's record, before a maintainer decides about them: enough to stop a mistake of the hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from oe_quality.analysis.annotators.data import AuditData, gather
from oe_quality.analysis.annotators.wording import about
from oe_quality.config import Config
from oe_quality.errors import NotComputableError
from oe_quality.kernel.arrays import Floats
from oe_quality.plaintext import percent

if TYPE_CHECKING:
    from oe_quality.store import Store


@dataclass(frozen=True, slots=True)
class Record:
    """What speaks for asking once more before somebody is left out.

    Attributes:
        n_annotations: how many there are, of everything.
        few: whether these are too few to judge by.
        agreed: mean share of the others who gave the same answer about the same item, None where nobody else
            answered or where answers are numbers.
        usual: the median of that over everybody with enough annotations, None where nobody has enough.
    """

    n_annotations: int
    few: bool
    agreed: float | None
    usual: float | None

    @property
    def good(self) -> bool:
        """Whether half of the others agree less."""
        return self.agreed is not None and self.usual is not None and self.agreed >= self.usual

    @property
    def doubt(self) -> str:
        """Why one should ask again, empty where nothing speaks for it."""
        if self.few:
            return about("few_to_judge", n=f"{self.n_annotations:,}")
        if self.agreed is None or self.usual is None or not self.good:
            return ""
        return about("good_record", agreed=percent(self.agreed), usual=percent(self.usual))


def record(store: Store, alias: str, config: Config | None = None) -> Record:
    """What a store says about one annotator at a glance.

    Args:
        store: an open store.
        alias: of the annotator.
        config: thresholds; the defaults if None.

    Raises:
        UsageError: nobody or more than one person is called that.
    """
    least = (config or Config()).triage.min_annotations
    n = store.person(alias).n_annotations
    try:
        data = gather(store)
    except NotComputableError:
        return Record(n, n < least, None, None)
    shares = _agreed(data)
    aliases = data.primary.aliases.to_list()
    enough = (np.bincount(data.primary.data.annotator, minlength=len(aliases)) >= least) & np.isfinite(shares)
    usual = float(np.median(shares[enough])) if enough.any() else None
    own = shares[aliases.index(alias)] if alias in aliases else np.nan
    return Record(n, n < least, float(own) if np.isfinite(own) else None, usual)


def _agreed(data: AuditData) -> Floats:
    """(A,) mean share of the others with the same answer; NaN where it cannot be told."""
    A = data.n_annotators
    if data.numeric:
        return np.full(A, np.nan)
    answers = data.primary.data
    _, code = np.unique(np.packbits(data.chosen, axis=1), axis=0, return_inverse=True)
    item = answers.items().astype(np.int64)
    cell = item * (int(code.max()) + 1) + code.reshape(-1)
    _, which, held = np.unique(cell, return_inverse=True, return_counts=True)
    others = np.diff(answers.offsets)[item] - 1
    shared = others > 0
    share = (held[which.reshape(-1)][shared] - 1) / others[shared]
    who = answers.annotator[shared]
    n = np.bincount(who, minlength=A)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.bincount(who, weights=share, minlength=A) / n, dtype=np.float64)
