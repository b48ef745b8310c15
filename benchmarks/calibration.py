"""Log-loss and calibration of posteriors against gold, before and after tempering.

    python -m benchmarks.calibration ../shared

For each public set and model of reference/calibration_benchmark.json that is at hand: accuracy, mean negative
log-likelihood (nats) and expected calibration error (ten bins of equal mass), raw, tempered without gold
(a fifth of the answers set aside), and tempered on 100 gold items and scored on the others (mean of 20 draws).
The reference's ratio of log-losses stands in brackets.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from oe_quality.kernel.em import Method, fit, winners
from oe_quality.kernel.evaluation.calibration import exponent_with_gold, exponent_without_gold, quality, tempered
from tests.kernel.conftest import LOADERS, load_crowd_set

MODELS = {"onecoin": Method.ONE_COIN, "ds": Method.DAWID_SKENE, "hds": Method.HIERARCHICAL}
GOLD_ITEMS, DRAWS = 100, 20
TOLERANCE = 1e-7


def with_gold(posterior: np.ndarray, gold: np.ndarray) -> float | None:
    """Mean calibration error on the rest, tempered on `GOLD_ITEMS`; None with too few."""
    known = np.flatnonzero(gold >= 0)
    if len(known) < 2 * GOLD_ITEMS:
        return None
    errors = []
    for seed in range(DRAWS):
        chosen = np.random.default_rng(seed).choice(known, GOLD_ITEMS, replace=False)
        seen, rest = np.full_like(gold, -1), gold.copy()
        seen[chosen], rest[chosen] = gold[chosen], -1
        errors.append(quality(tempered(posterior, exponent_with_gold(posterior, seen)), rest).ece)
    return float(np.mean(errors))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rows = json.loads((options.shared / "reference" / "calibration_benchmark.json").read_text())["rows"]
    print("| set | model | accuracy | exponent | NLL raw | tempered | ratio | ECE raw | tempered | 100 gold |")
    print("| --- " * 10 + "|")
    ratios, rises, errors, theirs = [], [], [], []
    for row in rows:
        if row["set"] not in LOADERS or row["model"] not in MODELS:
            continue
        data = load_crowd_set(options.shared, row["set"])
        method = MODELS[row["model"]]
        found = fit(method, data.source, tol=TOLERANCE)
        b = exponent_without_gold(data.source, method, options.seed)
        soft = tempered(found.posterior, b)
        assert (winners(soft) == winners(found.posterior)).all()
        raw, mild = quality(found.posterior, data.gold), quality(soft, data.gold)
        gold = with_gold(found.posterior, data.gold)
        ratios.append(mild.nll / raw.nll)
        rises.append(mild.nll - raw.nll)
        errors += [] if gold is None else [gold]
        theirs.append(row["nll_b"] / row["nll"])
        print(
            f"| {row['set']} | {row['model']} | {raw.accuracy:.4f} | {b:.2f} | {raw.nll:.3f} | {mild.nll:.3f} "
            f"| {ratios[-1]:.3f} [{theirs[-1]:.3f}] | {raw.ece:.3f} | {mild.ece:.3f} "
            f"| {'' if gold is None else f'{gold:.3f}'} |",
            flush=True,
        )
    print(f"\nmedian ratio {np.median(ratios):.3f} [{np.median(theirs):.3f}] of {len(ratios)} rows")
    print(f"worst rise {max(rises):+.3f} nats")
    print(f"mean calibration error tempered on {GOLD_ITEMS} gold items {np.mean(errors):.3f}")


if __name__ == "__main__":
    main()
