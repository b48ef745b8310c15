"""What stands behind the side panels: a person's case, an item's answers and labels, and links to items."""

from __future__ import annotations

import numpy as np
import polars as pl

from oe_quality.analysis.aggregation.results import Consensus, ConsensusSet
from oe_quality.analysis.annotators.results import ON_LIST, AnnotatorRow
from oe_quality.analysis.compare.results import Comparison
from oe_quality.analysis.evidence import Evidence
from oe_quality.analysis.study import Study
from oe_quality.config import Config
from oe_quality.render.page.blocks import Prose
from oe_quality.render.sections.flag_rules import rule

MOST_LABELS, LEAST_BELIEVED = 4, 0.05
"""Labels of an item that are said, and the probability below which one without votes is not."""
MOST_URGENT = 8
"""People whose cases stand in the page where scripts are off."""


def panels(study: Study, moved: Comparison | None = None) -> dict[str, pl.DataFrame]:
    """Frames by name; see `Page.panels`. Nothing where nobody could be audited; no people where unknown."""
    it = study.evidence
    if it is None or study.audit is None:
        return {}
    found = {"answers": it.answers, "links": it.links}
    if study.judged is None:
        found["answers"] = it.answers.drop("annotator")
    else:
        found |= {"telling": it.telling, "cases": it.cases, "mixed": it.mixed}
    found["labels"] = _labels(study, it.answers["item"].unique(maintain_order=True))
    if moved is not None and moved.flips:
        found["flips"] = moved.flip_frame().select("item", "before", "after", "why")
    return found


def urgent(study: Study) -> tuple[Prose, ...]:
    """The cases of those to talk to first, in sentences, for readers without scripts."""
    it = study.evidence
    if it is None or study.audit is None:
        return ()
    rows = [row for row in study.audit.rows if row.status in ON_LIST][:MOST_URGENT]
    return tuple(Prose(_case(row, it, study.config), f"{row.alias}: {row.status.value}") for row in rows)


def _case(row: AnnotatorRow, it: Evidence, config: Config) -> tuple[str, ...]:
    flags = [f"{flag.words} Rule: {rule(flag, config)}; n = {flag.n}." for flag in row.flags]
    telling = it.telling.filter(pl.col("annotator") == row.alias).iter_rows(named=True)
    differs = [f"{one['item']}: said {one['own']}; the others {one['others']}." for one in telling]
    return (*flags, *differs, *it.cases.filter(pl.col("annotator") == row.alias)["without"])


def _labels(study: Study, items: pl.Series) -> pl.DataFrame:
    """item, label, n, of, p: votes for each label of an item, and its probability; of the audit's question."""
    schema = {"item": pl.String, "label": pl.String, "n": pl.Int64, "of": pl.Int64, "p": pl.Float64}
    question = study.audit.question if study.audit else ""
    beliefs = (it for it in study.aggregation if isinstance(it, (Consensus, ConsensusSet)))
    belief = next((it for it in beliefs if it.question == question), None)
    if belief is None:
        return pl.DataFrame(schema=schema)
    place = {item: i for i, item in enumerate(belief.items)}
    rows = [row for item in items if item in place for row in _label_rows(belief, place[item])]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _label_rows(it: Consensus | ConsensusSet, i: int) -> list[tuple[str, str, int, int, float]]:
    counts, p = it.counts[i], it.posterior[i]
    order = np.lexsort((np.arange(len(p)), -counts, -p))[:MOST_LABELS]
    told = (int(k) for k in order if counts[k] or p[k] >= LEAST_BELIEVED)
    return [(it.items[i], it.labels[k], int(counts[k]), int(it.n_annotators[i]), round(float(p[k]), 4)) for k in told]
