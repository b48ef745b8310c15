"""False alarms and power of the drift test on simulated studies.

python benchmarks/drift.py --repetitions 500 --per-annotator 160
python benchmarks/drift.py --repetitions 200 --per-annotator 80 --trend 0.6           # items grow harder
python benchmarks/drift.py --repetitions 200 --per-annotator 80 --trend 0.6 --alone   # others left in it
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
from oe_quality.analysis.annotators.data import AuditData
from oe_quality.config import Config
from oe_quality.kernel.audit.sequence import drift
from oe_quality.kernel.simulate.kinds import Kind

SIZE = 0.0134
"""Share of those who do not drift that is called under a trend of .6, at p < .01 and without `--alone`."""
CREW = {"good": 20, "mediocre": 10, "spammer": 2, "drift": 3}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Shares called drifting among those who do not drift and those who do; medians of fall and detectable fall; and
    the share that would be found at the level at which `SIZE` of the others are called (of use with many draws)."""

    false_alarms: float
    steady: int
    power: float
    drifting: int
    median_drop: float
    median_detectable: float
    power_at_size: float


def run(
    repetitions: int,
    per_annotator: int,
    labels: int = 4,
    seed: int = 0,
    *,
    study: bool = False,
    ratings: bool = True,
    trend: float = 0.0,
    alone: bool = False,
    draws: int = 999,
) -> Outcome:
    """Simulate and test; drifting annotators turn careless half-way.

    With a trend everybody goes through the items in one order, and they grow harder: by the end a share `trend` of
    all answers is drawn without looking. With `alone` nobody is held against what the others do at the same time.
    """
    called: dict[bool, list[bool]] = {True: [], False: []}
    drops, detectable = [], []
    p: dict[bool, list[float]] = {True: [], False: []}
    level = Config().audit.drift_p
    for repetition in range(seed, seed + repetitions):
        if study:
            data, kinds = study_data(repetition, CREW, per_annotator)
        else:
            crew = CREW | {"good": CREW["good"] + CREW["drift"], "drift": 0} if trend else CREW
            data, kinds = choice_data(repetition, crew, labels, per_annotator)
        if trend:
            good = [a for a, kind in enumerate(kinds) if kind is Kind.GOOD][: CREW["drift"]]
            kinds = tuple(Kind.DRIFT if a in good else kind for a, kind in enumerate(kinds))
            data = harder(data, kinds, trend, repetition)
        data = data if ratings else replace(data, values=data.values[:, :0])
        fit = fit_primary(data, seed)
        residual = overall_residual(_untimed(data) if alone else data, fit)
        found = drift(fit.line, residual, fit.usable, level, draws, repetition)
        for a, kind in enumerate(kinds):
            called[kind is Kind.DRIFT].append(bool(found.p[a] < level and found.drop[a] > 0))
            p[kind is Kind.DRIFT].append(float(found.p[a]) if found.drop[a] > 0 else 1.0)
            if kind is Kind.DRIFT:
                drops.append(found.drop[a])
                detectable.append(found.detectable[a])
    at_size = float(np.mean(np.array(p[True]) <= np.quantile(p[False], SIZE)))
    return Outcome(
        float(np.mean(called[False])), len(called[False]), float(np.mean(called[True])), len(called[True]),
        float(np.nanmedian(drops)), float(np.nanmedian(detectable)), at_size,
    )  # fmt: skip


def _untimed(data: AuditData) -> AuditData:
    unknown = np.full_like(data.primary.created_at, -1)
    return replace(data, primary=replace(data.primary, created_at=unknown))


def harder(data: AuditData, kinds: tuple[Kind, ...], trend: float, seed: int) -> AuditData:
    """A single-choice study in which items are answered in one order and grow harder; who drifts answers at random
    in the second half of the own work."""
    chunk, panel = data.primary.data, data.primary
    rng = np.random.default_rng([seed, 77])
    item, times = chunk.items(), panel.created_at.copy()
    lost = rng.random(len(item)) < trend * item / chunk.n_items
    for a, kind in enumerate(kinds):
        own = np.flatnonzero(chunk.annotator == a)
        times[own] = np.sort(times[own])
        if kind is Kind.DRIFT:
            lost[own[len(own) // 2 :]] = True
    label = np.where(lost, rng.integers(0, data.chosen.shape[1], len(item)), chunk.label).astype(np.int32)
    chosen = np.zeros_like(data.chosen)
    chosen[np.arange(len(label)), label] = True
    return replace(data, primary=replace(panel, data=replace(chunk, label=label), created_at=times), chosen=chosen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=500)
    parser.add_argument("--per-annotator", type=int, default=160)
    parser.add_argument("--labels", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--trend", type=float, default=0.0, help="share of answers drawn without looking at the end")
    parser.add_argument("--study", action="store_true", help="label sets with two ratings")
    parser.add_argument("--ratings", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--draws", type=int, default=999, help="permutations")
    parser.add_argument("--alone", action="store_true", help="leave in what all others do at the same time")
    print(run(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
