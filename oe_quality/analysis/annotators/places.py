"""Annotators in the order of an estimate, and how sure that order is."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl
from scipy.special import ndtri

from oe_quality.kernel.uncertainty.ranks import ranks
from oe_quality.results import Estimate

SMALLEST = 1e-9
"""Standard error of an interval without width."""
SCHEMA = {
    "annotator": pl.String,
    **dict.fromkeys(("kappa", "kappa_low", "kappa_high", "rank"), pl.Float64),
    **dict.fromkeys(("rank_low", "rank_high"), pl.Int64),
    "reliability": pl.Float64,
}


def places(each: Iterable[tuple[str, Estimate]], level: float, seed: int) -> pl.DataFrame:
    """`SCHEMA`, a row per annotator whose kappa has an interval, the first place first.

    Args:
        each: alias and kappa; level: nominal coverage of the bounds of places; seed: of the draws behind them.
    """
    told = [(alias, it.value, it.interval) for alias, it in each if it.value is not None and it.interval is not None]
    if not told:
        return pl.DataFrame(schema=SCHEMA)
    value = np.array([kappa for _, kappa, _ in told])
    error = np.array([(i.high - i.low) / (2 * ndtri(0.5 + i.level / 2)) for *_, i in told])
    found = ranks(value, np.maximum(error, SMALLEST), level, seed)
    reliability = None if np.isnan(found.reliability) else found.reliability
    rows = [
        (
            alias,
            kappa,
            i.low,
            i.high,
            float(found.rank[n]),
            int(found.rank_low[n]),
            int(found.rank_high[n]),
            reliability,
        )
        for n, (alias, kappa, i) in enumerate(told)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("rank", "annotator")
