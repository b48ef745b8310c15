"""False alarms and power of the drift test on simulated studies.

python benchmarks/drift.py --repetitions 500 --per-annotator 160
python benchmarks/drift.py --repetitions 500 --per-annotator 40 --study               # label sets with two ratings
python benchmarks/drift.py --repetitions 500 --per-annotator 40 --study --no-ratings  # the same, ratings left out
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace

import numpy as np
from audit_simulated import choice_data, study_data

from oe_quality.analysis.annotators.behaviour import overall_residual
from oe_quality.analysis.annotators.consensus import fit_primary
from oe_quality.config import Config
from oe_quality.kernel.audit.sequence import drift
from oe_quality.kernel.simulate.kinds import Kind

CREW = {"good": 20, "mediocre": 10, "spammer": 2, "drift": 3}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Shares called drifting among those who do not drift and those who do; medians of fall and detectable fall."""

    false_alarms: float
    steady: int
    power: float
    drifting: int
    median_drop: float
    median_detectable: float


def run(
    repetitions: int, per_annotator: int, labels: int = 4, seed: int = 0, *, study: bool = False, ratings: bool = True
) -> Outcome:
    """Simulate and test; drifting annotators turn careless half-way."""
    called: dict[bool, list[bool]] = {True: [], False: []}
    drops, detectable = [], []
    level = Config().audit.drift_p
    for repetition in range(seed, seed + repetitions):
        if study:
            data, kinds = study_data(repetition, CREW, per_annotator)
        else:
            data, kinds = choice_data(repetition, CREW, labels, per_annotator)
        data = data if ratings else replace(data, values=data.values[:, :0])
        fit = fit_primary(data, seed)
        found = drift(fit.line, overall_residual(data, fit), fit.usable, level, 999, repetition)
        for a, kind in enumerate(kinds):
            called[kind is Kind.DRIFT].append(bool(found.p[a] < level and found.drop[a] > 0))
            if kind is Kind.DRIFT:
                drops.append(found.drop[a])
                detectable.append(found.detectable[a])
    return Outcome(
        float(np.mean(called[False])), len(called[False]), float(np.mean(called[True])), len(called[True]),
        float(np.nanmedian(drops)), float(np.nanmedian(detectable)),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=500)
    parser.add_argument("--per-annotator", type=int, default=160)
    parser.add_argument("--labels", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--study", action="store_true", help="label sets with two ratings")
    parser.add_argument("--ratings", action=argparse.BooleanOptionalAction, default=True)
    print(run(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
