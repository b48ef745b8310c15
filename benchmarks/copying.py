"""Power and false discoveries of the copying test on simulated studies with planted copies.

python benchmarks/copying.py --repetitions 500 --rate 0.9
python benchmarks/copying.py --repetitions 25 --pairs 0 --habits perception   # nobody copies, schools share habits
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
            pairs without copying; planted: pairs planted; accused: of the `studies`, those in which somebody who does
            not copy is said to.
    """

    shared: float
    power: float
    order: float
    fdr: float
    null_mean: float
    null_sd: float
    planted: int
    accused: int
    studies: int


def run(
    repetitions: int,
    rate: float,
    labels: int = 4,
    items: int = 480,
    difficulty: float = 0.2,
    seed: int = 0,
    *,
    pairs: int = 2,
    habits: str = "",
) -> Outcome:
    """Plant copying pairs in each study: with 480 items and 20 annotators they share some 25."""
    shared, found, ordered, false, nulls, accused = [], [], [], [], [], []
    for repetition in range(repetitions):
        people = sum(CREW.values())
        data, _ = choice_data(seed + repetition, CREW, labels, items * 5 // people, difficulty=difficulty)
        rng = np.random.default_rng(10**6 + seed + repetition)
        data = with_habits(data, habits, rng) if habits else data
        copiers = rng.permutation(people - CREW["spammer"])[: 2 * pairs].reshape(pairs, 2)
        planted = [(int(a), int(b)) for a, b in copiers]
        data = plant(data, planted, rate, rng)
        fit = fit_primary(data, seed)
        result = scan(data, fit, Config())
        names = {frozenset((f"A{a:05}", f"A{b:05}")): (f"A{a:05}", f"A{b:05}") for a, b in planted}
        hits = {frozenset((p.source, p.copier)): p for p in result.pairs}
        accused.append(bool(set(hits) - set(names)))
        found += [key in hits for key in names]
        ordered += [(hits[key].source, hits[key].copier) == names[key] for key in names if key in hits]
        false.append(sum(key not in names for key in hits) / max(len(hits), 1))
        tested, z = all_z(data, fit)
        planted_here = np.array([frozenset((f"A{a:05}", f"A{b:05}")) in names for a, b in tested[:, :2].tolist()])
        nulls.append(z[~planted_here])
        shared += tested[planted_here, 2].tolist()
    null = np.concatenate(nulls)
    return Outcome(
        _mean(shared), _mean(found), _mean(ordered), _mean(false), float(null.mean()), float(null.std()), len(found),
        sum(accused), repetitions,
    )  # fmt: skip


def _mean(values: list) -> float:
    return float(np.mean(values)) if values else float("nan")


def with_habits(data: AuditData, habits: str, rng: np.random.Generator) -> AuditData:
    """The annotators in three schools who share more than the items explain.

    confusions: where somebody errs, they give the label that their school puts in that label's place, three times in
        four; perception: each school hears its own label in four items of ten, and its people give that; training: the
        same in two schools and of two items in ten.
    """
    chunk, K = data.primary.data, data.chosen.shape[1]
    item, label = chunk.items(), chunk.label.copy()
    schools = 2 if habits == "training" else 3
    school = (np.arange(data.n_annotators) % schools)[chunk.annotator]
    usual = np.stack([np.bincount(item, weights=label == k, minlength=chunk.n_items) for k in range(K)]).argmax(axis=0)
    if habits == "confusions":
        instead = (np.arange(K)[None, :] + rng.integers(1, K, (schools, K))) % K
        moved = (label != usual[item]) & (rng.random(len(label)) < 0.75)
        label[moved] = instead[school, usual[item]][moved]
    else:
        heard = rng.integers(0, K, (schools, chunk.n_items))
        own = rng.random((schools, chunk.n_items)) < (0.2 if habits == "training" else 0.4)
        moved = own[school, item] & (label == usual[item])
        label[moved] = heard[school, item][moved]
    return _answered(data, label.astype(np.int32), data.primary.created_at)


def plant(data: AuditData, pairs: list[tuple[int, int]], rate: float, rng: np.random.Generator) -> AuditData:
    """Let the second of each pair repeat the first's answer on a share of their items, afterwards in time."""
    chunk = data.primary.data
    label, times, item = chunk.label.copy(), data.primary.created_at.copy(), chunk.items()
    for source, copier in pairs:
        own = {int(item[r]): r for r in np.flatnonzero(chunk.annotator == source)}
        for r in np.flatnonzero(chunk.annotator == copier):
            if int(item[r]) in own and rng.random() < rate:
                label[r] = label[own[int(item[r])]]
                times[r] = max(times[r], times[own[int(item[r])]] + 60_000_000)
    return _answered(data, label, times)


def _answered(data: AuditData, label: np.ndarray, times: np.ndarray) -> AuditData:
    """The same study with other answers."""
    panel, chosen = data.primary, np.zeros_like(data.chosen)
    chosen[np.arange(len(label)), label] = True
    chunk = replace(panel.data, label=label)
    return replace(data, primary=replace(panel, data=chunk, created_at=times), chosen=chosen)


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
    parser.add_argument("--pairs", type=int, default=2, help="copying pairs planted in each study")
    parser.add_argument("--habits", default="", choices=("", "confusions", "perception", "training"))
    print(run(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
