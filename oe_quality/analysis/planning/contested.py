"""The items about which the answers leave most doubt, with their votes: for an expert to decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from oe_quality.analysis.links import links_of
from oe_quality.analysis.planning.relabel import relabel
from oe_quality.config import LinksConfig
from oe_quality.notebook import Shown
from oe_quality.progress import Progress, silent
from oe_quality.results import Json, document

if TYPE_CHECKING:
    from oe_quality.store import Store

FEWEST_VOTES = 2
"""With fewer answers an item needs another answer, not a judge."""


@dataclass(frozen=True, slots=True, eq=False)
class Contested(Shown):
    """Items for an expert.

    Attributes:
        question: what is to be decided.
        table: item, entropy (bits of uncertainty about the truth), n_annotators, votes; most doubtful first.
    """

    question: str
    table: pl.DataFrame

    def frame(self) -> pl.DataFrame:
        """item, entropy, n_annotators, votes; link where asked for."""
        return self.table

    def with_links(self, store: Store, config: LinksConfig) -> Contested:
        """The same with a column link, where the store or the settings know of any."""
        links = links_of(store, self.table["item"], config)
        if not links:
            return self
        urls = [links[item].url if item in links else "" for item in self.table["item"]]
        return Contested(self.question, self.table.with_columns(pl.Series("link", urls, dtype=pl.String)))

    def votes(self) -> list[tuple[str, str]]:
        """(item, votes in one text) in the order of the table."""
        rows = self.table.select("item", pl.col("votes").list.join(", ")).rows()
        return [(item, f"So far: {votes}") for item, votes in rows]

    def to_dict(self) -> Json:
        """The JSON form, `oeq.contested/1`."""
        return document("oeq.contested/1", {"question": self.question, "items": self.table.to_dicts()})


def contested(store: Store, question: str, n: int = 50, seed: int = 0, progress: Progress = silent) -> Contested:
    """The items about which the answers leave most doubt and that no expert has decided.

    Args:
        store: an open store; question: one with labels; n: how many items at most.
        seed, progress: as in `relabel`.

    Raises:
        UsageError: the question is unknown; NotComputableError: it is numeric, or nobody answered.
    """
    queue = relabel(store, question, n=store.info().n_items, seed=seed, progress=progress)
    decided = store.gold(question).filter(~pl.col("source").str.starts_with("consensus"))["item"].unique()
    table = queue.frame().filter(
        pl.col("n_annotators") >= FEWEST_VOTES, pl.col("entropy") > 0, ~pl.col("item").is_in(decided.implode())
    )
    ordered = table.sort("entropy", "item", descending=[True, False]).head(n)
    return Contested(queue.question, ordered.select("item", "entropy", "n_annotators", "votes"))
