"""Power and false discoveries of the copying test on simulated studies with planted copies.

python benchmarks/copying.py --repetitions 500 --rate 0.9
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace

import numpy as np
from audit_simulated import choice_data

from oe_quality.analysis.annotators.consensus import fit_primary
from oe_quality.analysis.annotators.copying import scan
from oe_quality.analysis.annotators.data import AuditData
from oe_quality.config import Config
from oe_quality.kernel.audit import copying as kernel

CREW = {"good": 10, "mediocre": 8, "spammer": 2}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found.

    Attributes:
        shared: mean shared items of the planted pairs; power: share of them found; order: share of those found whose
            copier was named rightly; fdr: mean share of false pairs among those found; null_mean, null_sd: of z over
            pairs without copying; planted: pairs planted.
    """

    shared: float
    power: float
    order: float
    fdr: float
    null_mean: float
    null_sd: float
    planted: int


def run(
    repetitions: int, rate: float, labels: int = 4, items: int = 480, difficulty: float = 0.2, seed: int = 0
) -> Outcome:
    """Plant two copying pairs in each study: with 480 items and 20 annotators they share some 25."""
    shared, found, ordered, false, nulls = [], [], [], [], []
    for repetition in range(repetitions):
        people = sum(CREW.values())
        data, _ = choice_data(seed + repetition, CREW, labels, items * 5 // people, difficulty=difficulty)
        rng = np.random.default_rng(10**6 + seed + repetition)
        planted = [(int(a), int(b)) for a, b in rng.permutation(people - CREW["spammer"])[:4].reshape(2, 2)]
        data = plant(data, planted, rate, rng)
        fit = fit_primary(data, seed)
        result = scan(data, fit, Config())
        names = {frozenset((f"A{a:05}", f"A{b:05}")): (f"A{a:05}", f"A{b:05}") for a, b in planted}
        hits = {frozenset((p.source, p.copier)): p for p in result.pairs}
        found += [key in hits for key in names]
        ordered += [(hits[key].source, hits[key].copier) == names[key] for key in names if key in hits]
        false.append(sum(key not in names for key in hits) / max(len(hits), 1))
        pairs, z = all_z(data, fit)
        planted_here = np.array([frozenset((f"A{a:05}", f"A{b:05}")) in names for a, b in pairs[:, :2].tolist()])
        nulls.append(z[~planted_here])
        shared += pairs[planted_here, 2].tolist()
    null = np.concatenate(nulls)
    return Outcome(
        float(np.mean(shared)), float(np.mean(found)), float(np.mean(ordered)) if ordered else float("nan"),
        float(np.mean(false)), float(null.mean()), float(null.std()), len(found),
    )  # fmt: skip


def plant(data: AuditData, pairs: list[tuple[int, int]], rate: float, rng: np.random.Generator) -> AuditData:
    """Let the second of each pair repeat the first's answer on a share of their items, afterwards in time."""
    chunk, panel = data.primary.data, data.primary
    label, times, item = chunk.label.copy(), panel.created_at.copy(), chunk.items()
    for source, copier in pairs:
        own = {int(item[r]): r for r in np.flatnonzero(chunk.annotator == source)}
        for r in np.flatnonzero(chunk.annotator == copier):
            if int(item[r]) in own and rng.random() < rate:
                label[r] = label[own[int(item[r])]]
                times[r] = max(times[r], times[own[int(item[r])]] + 60_000_000)
    chosen = np.zeros_like(data.chosen)
    chosen[np.arange(len(label)), label] = True
    return replace(data, primary=replace(panel, data=replace(chunk, label=label), created_at=times), chosen=chosen)


def all_z(data: AuditData, fit) -> tuple[np.ndarray, np.ndarray]:
    """(P, 3) annotators and shared items of every pair tested, and (P,) z."""
    chunk = data.primary.data
    pairs = kernel.shared_pairs(chunk.offsets, chunk.annotator, data.n_annotators, 10)
    sharing = kernel.add_question(
        kernel.no_sharing(pairs),
        pairs,
        chunk.offsets,
        chunk.annotator,
        chunk.label,
        fit.confusion[0],
        fit.prevalence[0],
    )
    result = kernel.excess(pairs, sharing, kernel.dispersion(sharing))
    return np.stack([pairs.first, pairs.second, pairs.n_shared], axis=1), result.z


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=500)
    parser.add_argument("--rate", type=float, default=0.9)
    parser.add_argument("--labels", type=int, default=4)
    parser.add_argument("--items", type=int, default=480)
    parser.add_argument("--difficulty", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=0)
    print(run(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
