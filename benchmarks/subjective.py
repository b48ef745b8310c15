"""What an audit says of honest people who see things differently: flags and statuses where nobody cheats.

    python benchmarks/subjective.py [--repetitions 40] [--seed 0]

Nobody answers at random, copies or hurries. In the first regimes 20 annotators belong to schools that share
confusions, or hear their own label in a share of the items (`copying.with_habits`); in the last one a third of 30
people map what they perceive to other emotions than most, with valence and arousal beside the sets of labels.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from audit_simulated import choice_data, study_data
from copying import with_habits

from oe_quality.analysis.annotators.audit import audit_data
from oe_quality.analysis.annotators.data import AuditData
from oe_quality.analysis.annotators.results import Status


@dataclass(frozen=True, slots=True)
class Said:
    """Of honest annotators: how many there were, share sent to REVIEW or worse, share recommended for exclusion, and
    flags per hundred of them."""

    annotators: int
    urgent: float
    excluded: float
    flags: dict[str, float]


def schools(habits: str) -> Callable[[int], AuditData]:
    """A study of 20 good and mediocre annotators with habits, some 80 answers each, 5 per item, 4 labels."""

    def make(seed: int) -> AuditData:
        data, _ = choice_data(seed, {"good": 12, "mediocre": 8}, 4, 80, difficulty=0.2)
        return with_habits(data, habits, np.random.default_rng([seed, 5])) if habits else data

    return make


def sets(seed: int) -> AuditData:
    """A study of label sets in which every third annotator uses the labels in another way."""
    return study_data(seed, {"good": 20, "dissenter": 10}, 60)[0]


REGIMES: dict[str, Callable[[int], AuditData]] = {
    "one view": schools(""),
    "shared confusions": schools("confusions"),
    "three schools": schools("perception"),
    "two trainings": schools("training"),
    "sets, a third dissent": sets,
}


def run(regime: str, repetitions: int, seed: int = 0) -> Said:
    """Audit `repetitions` studies of a regime."""
    found: Counter[str] = Counter()
    n = urgent = excluded = 0
    for repetition in range(repetitions):
        for row in audit_data(REGIMES[regime](seed + repetition), seed=repetition).rows:
            n += 1
            urgent += row.status in (Status.REVIEW, Status.EXCLUDE_RECOMMENDED)
            excluded += row.status is Status.EXCLUDE_RECOMMENDED
            found.update({flag.code.value for flag in row.flags})
    return Said(n, urgent / n, excluded / n, {code: 100 * times / n for code, times in sorted(found.items())})


def main() -> None:
    """Print the table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print("| regime | annotators | REVIEW or worse | exclusion recommended | flags per hundred annotators |")
    print("| --- | --- | --- | --- | --- |")
    for regime in REGIMES:
        said = run(regime, options.repetitions, options.seed)
        flags = ", ".join(f"{code} {times:.1f}" for code, times in said.flags.items()) or "none"
        print(
            f"| {regime} | {said.annotators:,} | {said.urgent:.2%} | {said.excluded:.2%} | {flags} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
