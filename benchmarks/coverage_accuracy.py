"""How often does the audit's 95 % interval of an annotator's accuracy hold the true one?

    python benchmarks/coverage_accuracy.py [--repetitions 60] [--seed 0]

12 annotators (8 good, 4 mediocre), 60 answers each; the truth of the items is not known.
"""

from __future__ import annotations

import argparse

import numpy as np
from audit_simulated import panel_of

from oe_quality.analysis.annotators.consensus import fit_primary
from oe_quality.analysis.annotators.data import assemble
from oe_quality.analysis.annotators.skill import measure_skill
from oe_quality.config import TriageConfig
from oe_quality.kernel.simulate import choices, crew
from oe_quality.scales import Question, Scale

CREW = {"good": 8, "mediocre": 4}
PER_ANNOTATOR = 60


def run(repetitions: int, labels: int, answers: int, seed: int = 0) -> tuple[float, float]:
    """Share of intervals that hold the annotator's accuracy at the labels' prevalence, and their mean width."""
    held, width = [], []
    people = crew(CREW)
    A = people.n_annotators
    question = Question("label", Scale.NOMINAL, tuple(f"L{k}" for k in range(labels)))
    for repetition in range(seed, seed + repetitions):
        world = choices(repetition, PER_ANNOTATOR * A // answers, people, labels, answers)
        panel = panel_of(question, world.chunk, A, world.plan.created_at, world.plan.duration_s)
        data = assemble(panel, "it is the only one")
        truth = np.einsum("akk,k->a", world.confusion, world.prevalence)
        skill = measure_skill(data, fit_primary(data, repetition), TriageConfig(), None, None, repetition)
        for value, found in zip(truth, skill.accuracy, strict=True):
            if found.interval is not None:
                held.append(found.interval.low <= value <= found.interval.high)
                width.append(found.interval.high - found.interval.low)
    return float(np.mean(held)), float(np.mean(width))


def main() -> None:
    """Print the table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print("| labels | answers per item | coverage | mean width |\n| --- | --- | --- | --- |")
    for labels in (2, 4):
        for answers in (3, 5):
            coverage, width = run(options.repetitions, labels, answers, options.seed)
            print(f"| {labels} | {answers} | {coverage:.1%} | {width:.2f} |", flush=True)


if __name__ == "__main__":
    main()
