"""How often the triage is right, by kind of annotator, on simulated studies.

python benchmarks/triage.py --repetitions 500 --labels 6
python benchmarks/triage.py --repetitions 500 --study      # label sets with ratings
python benchmarks/triage.py --repetitions 500 --ratings    # a number and no labels
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from audit_simulated import CREW, choice_data, ratings_data, study_data

from oe_quality.analysis.annotators.audit import Status, audit_data
from oe_quality.config import Config
from oe_quality.kernel.audit.coherence import coherence
from oe_quality.kernel.audit.order import timeline
from oe_quality.kernel.simulate.kinds import Kind

URGENT = (Status.REVIEW, Status.EXCLUDE_RECOMMENDED)
STUDY_CREW = {**CREW, "dissenter": 4}


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of annotators of one kind: how many there were, sent to review or worse, to exclusion, by kappa alone."""

    n: int
    urgent: float
    excluded: float
    low_kappa: float
    statuses: dict[str, int]


class Form(StrEnum):
    """What the simulated annotators are asked."""

    CHOICE = "choice"
    STUDY = "study"
    RATINGS = "ratings"


def run(
    repetitions: int, labels: int, per_annotator: int, seed: int = 0, form: Form = Form.CHOICE
) -> dict[Kind, Rates]:
    """Simulate, audit, count.

    Speeds are hidden from the audit except in studies, so that it is agreement that is tested.
    """
    seen: dict[Kind, list[tuple[Status, bool]]] = defaultdict(list)
    config = Config()
    for repetition in range(repetitions):
        if form is Form.STUDY:
            data, kinds = study_data(seed + repetition, STUDY_CREW, per_annotator)
        elif form is Form.RATINGS:
            data, kinds = ratings_data(seed + repetition, CREW, per_annotator)
        else:
            data, kinds = choice_data(seed + repetition, CREW, labels, per_annotator)
        if form is not Form.STUDY:
            data.primary.duration_s[:] = np.nan
        result = audit_data(data, config=config, seed=repetition)
        for row in result.rows:
            low = row.kappa_upper is not None and row.kappa_upper < config.triage.low_kappa
            seen[kinds[int(row.alias[1:])]].append((row.status, low))
    return {kind: _rates(found) for kind, found in seen.items()}


def _rates(found: list[tuple[Status, bool]]) -> Rates:
    statuses = [status for status, _ in found]
    return Rates(
        len(found),
        float(np.mean([s in URGENT for s in statuses])),
        float(np.mean([s is Status.EXCLUDE_RECOMMENDED for s in statuses])),
        float(np.mean([low for _, low in found])),
        dict(Counter(s.value for s in statuses)),
    )


def dissent(repetitions: int, per_annotator: int, seed: int = 0) -> tuple[float, float, int]:
    """AUC of dissenter against spammer by coherence; share of dissenters called incoherent; dissenters tested."""
    values: dict[bool, list[float]] = {True: [], False: []}
    called = []
    for repetition in range(repetitions):
        counts = {"good": 14, "mediocre": 6, "spammer": 4, "marginal": 2, "dissenter": 4}
        data, kinds = study_data(seed + repetition, counts, per_annotator)
        line = timeline(data.primary.data.annotator, data.n_annotators, data.primary.created_at)
        found = coherence(line, data.chosen, data.values, 999, repetition)
        for a, kind in enumerate(kinds):
            if kind in (Kind.DISSENTER, Kind.SPAMMER, Kind.MARGINAL) and np.isfinite(found.value[a]):
                values[kind is Kind.DISSENTER].append(float(found.value[a]))
                if kind is Kind.DISSENTER:
                    called.append(found.p[a] >= 0.05)
    sincere, spam = np.array(values[True]), np.array(values[False])
    auc = float((sincere[:, None] > spam[None, :]).mean() + 0.5 * (sincere[:, None] == spam[None, :]).mean())
    return auc, float(np.mean(called)), len(called)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=500)
    parser.add_argument("--labels", type=int, default=6)
    parser.add_argument("--per-annotator", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--study", dest="form", action="store_const", const=Form.STUDY, help="adds dissenters")
    parser.add_argument("--ratings", dest="form", action="store_const", const=Form.RATINGS)
    parser.set_defaults(form=Form.CHOICE)
    a = parser.parse_args()
    print(f"{'kind':10} {'n':>6} {'review+':>8} {'exclude':>8} {'upper<.2':>8}  statuses")
    for kind, rates in run(a.repetitions, a.labels, a.per_annotator, a.seed, a.form).items():
        print(
            f"{kind.value:10} {rates.n:6d} {rates.urgent:8.4f} {rates.excluded:8.4f} {rates.low_kappa:8.4f}",
            rates.statuses,
        )
    if a.form is Form.STUDY:
        auc, called, n = dissent(a.repetitions, 30, a.seed)
        print(
            f"dissenter against spammer at 30 annotations: AUC {auc:.4f};",
            f"dissenters called incoherent {called:.4f} of {n}",
        )


if __name__ == "__main__":
    main()
