"""What stands behind the side panels: a person's telling items, an item's answers, and links to items."""

from __future__ import annotations

import polars as pl

from oe_quality.analysis.study import Study


def panels(study: Study) -> dict[str, pl.DataFrame]:
    """Frames by name; see `Page.panels`. Nothing where nobody could be audited."""
    it = study.evidence
    return {} if it is None else {"telling": it.telling, "answers": it.answers, "links": it.links}
