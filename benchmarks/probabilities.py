"""What the probabilities of labels are worth, held against gold and against known truth.

    python -m benchmarks.probabilities public SHARED            # 11 public sets with gold, by set
    python -m benchmarks.probabilities gold SHARED              # gold of 20 items: how far said and right lie apart
    python -m benchmarks.probabilities small [--studies 60]     # small and sparse studies with known truth
    python -m benchmarks.probabilities jump                     # one annotation more: how far the confidences move
    python -m benchmarks.probabilities sets [SHARED]            # multi-label: simulated studies, several seeds
    python -m benchmarks.probabilities set-gold [SHARED]        # the same with gold sets of 20 items
    python -m benchmarks.probabilities rare                     # rare labels: how many items of one are expected
    python -m benchmarks.probabilities chosen [SHARED]          # gold choose: expected wrong ones, and wrong ones

*Sure* labels are those said to be 90 % sure or more. Everything is seeded. `public` compares majority, the
hierarchical model alone (tempered on answers set aside) and the default, the pool with its floor.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from oe_quality.analysis.aggregation.confusion_intervals import frequencies
from oe_quality.analysis.aggregation.consensus import consensus, typical_answers
from oe_quality.analysis.aggregation.consensus_set import consensus_set
from oe_quality.analysis.aggregation.perception import perceive
from oe_quality.analysis.aggregation.record import SURE
from oe_quality.analysis.aggregation.results import Basis
from oe_quality.kernel.data.chunk import Chunk, SetChunk, chunk_of
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.evaluation import floor
from oe_quality.kernel.evaluation.calibration import exponent_without_gold, quality, tempered
from oe_quality.kernel.evaluation.pool import Members, Pooled, draws_needed, fit_members, pooled
from oe_quality.kernel.evaluation.rarity import rarity
from oe_quality.kernel.evaluation.set_floor import learned_sets
from oe_quality.kernel.simulate import SetWorld, crew, sets
from oe_quality.scales import Question, Scale
from oe_quality.store.panel import Panel
from tests.kernel.conftest import LOADERS, CrowdSet, load_crowd_set

REGIMES = {
    "10 x 3": (10, 3, 3),
    "30 x 3": (30, 3, 3),
    "50 x 3": (50, 3, 3),
    "200 x 3": (200, 3, 3),
    "100 items, 10 people, 3 answers": (100, 10, 3),
    "80 items, one answer per worker": (80, 240, 3),
}
"""Items, annotators, answers per item."""
GOLD_ITEMS, DRAWS = 20, 25
WORKERS = {"good": 24, "mediocre": 3, "spammer": 2, "marginal": 1}


def panel_of(chunk: Chunk | SetChunk, n_annotators: int, n_labels: int) -> Panel:
    """A panel without names that matter, times or gold."""
    scale = Scale.MULTILABEL if isinstance(chunk, SetChunk) else Scale.NOMINAL
    labels = tuple(f"l{k:02d}" for k in range(n_labels))
    items = pl.Series("item", [f"i{i:05d}" for i in range(chunk.n_items)], dtype=pl.String)
    people = pl.Series("annotator", [f"p{a:05d}" for a in range(n_annotators)], dtype=pl.String)
    unknown = np.full(chunk.n_responses, -1, dtype=np.int64)
    none = np.full(chunk.n_items, -1, dtype=np.int32)
    return Panel(
        Question("q", scale, labels), items, people, people, chunk, unknown, np.full(chunk.n_responses, np.nan), none
    )


def sure(posterior: np.ndarray, gold: np.ndarray) -> tuple[int, float, float]:
    """How many labels with gold are sure, how sure they are said to be, and what share of them is right."""
    known = gold >= 0
    top, right = posterior[known].max(axis=1), posterior[known].argmax(axis=1) == gold[known]
    kept = top >= SURE
    if not kept.any():
        return 0, float("nan"), float("nan")
    return int(kept.sum()), float(top[kept].mean()), float(right[kept].mean())


def public(shared: Path) -> None:
    print("| set | labels by | accuracy | log-loss | ECE | sure | said | right | D |\n" + "| --- " * 9 + "|")
    means: dict[str, list[tuple[float, float]]] = {}
    rights, unanimous, held = [], [], {}
    for name in LOADERS:
        data = load_crowd_set(shared, name)
        members, found = _default(data)
        held[name] = _held(members, found)
        lead = members.lead
        exponent = exponent_without_gold(data.source, lead.method)
        kinds = {
            "majority": members.majority,
            "hierarchical": tempered(lead.posterior, exponent),
            "pool": _floored(found),
        }
        for kind, posterior in kinds.items():
            q, (n, said, right) = quality(posterior, data.gold), sure(posterior, data.gold)
            means.setdefault(kind, []).append((q.accuracy, q.nll))
            print(
                f"| {name} | {kind} | {q.accuracy:.4f} | {q.nll:.3f} | {q.ece:.3f} | {n / q.n:.2f} | {said:.3f} "
                f"| {right:.3f} | {members.dependence:.3f} |",
                flush=True,
            )
        rights.append(sure(kinds["pool"], data.gold)[2])
        unanimous.append(_unanimous(data.chunk, members.majority, data.gold))
    for kind, rows in means.items():
        accuracy, loss = np.mean(rows, axis=0)
        print(f"mean of {len(rows)} sets, {kind}: accuracy {accuracy:.4f}, log-loss {loss:.3f}")
    print(f"pool, right among sure: {min(rights):.3f} to {max(rights):.3f}, median {np.median(rights):.3f}")
    known = [share for share in unanimous if np.isfinite(share)]
    print(
        f"right where all agree: {min(known):.3f} to {max(known):.3f}, median {np.median(known):.3f}, {len(known)} sets"
    )
    trusts = ", ".join(f"{name} {trust:.2f}" for name, trust in held.items() if trust > 0)
    print(f"sets with a label that is held to its prevalence, and by what trust: {trusts or 'none'}")


def _default(data: CrowdSet) -> tuple[Members, Pooled]:
    """The pool as `consensus` makes it, the sampler's draws included."""
    members = fit_members(data.source)
    needed = draws_needed(data.chunk.n_responses, typical_answers(members.lead))
    drawn = frequencies(members.lead, data.source) if needed > 0 else None
    return members, pooled(members, drawn, needed)


def _held(members: Members, found: Pooled) -> float:
    """How far the label that is trusted most to be rare is held to its prevalence, 0..1, as in `pooled`."""
    place = members.place
    belief = tempered(members.fits[place].posterior, float(found.exponent[place]))
    return float(rarity(belief, members.alike, 1.0 - found.sampled).trust.max())


def _floored(found: Pooled, how: floor.Floor = floor.USUAL) -> np.ndarray:
    return how.applied(found.posterior, found.before)


def _unanimous(chunk: Chunk, share: np.ndarray, gold: np.ndarray) -> float:
    """Share of right labels among items with gold on which two annotators or more all agree; NaN below 20 items."""
    agreed = (share.max(axis=1) == 1.0) & (np.diff(chunk.offsets) > 1) & (gold >= 0)
    return float((share.argmax(axis=1) == gold)[agreed].mean()) if agreed.sum() >= 20 else float("nan")


def some_gold(gold: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(I,) the gold of `GOLD_ITEMS` items drawn at random, and that of all others; -1 where unknown."""
    drawn = np.random.default_rng(seed).choice(np.flatnonzero(gold >= 0), GOLD_ITEMS, replace=False)
    seen, rest = np.full_like(gold, -1), gold.copy()
    seen[drawn], rest[drawn] = gold[drawn], -1
    return seen, rest


def gold(shared: Path) -> None:
    print(f"gold of {GOLD_ITEMS} items, {DRAWS} draws a set: mean of |said - right| among sure labels of the others")
    gaps = []
    for name in LOADERS:
        data = load_crowd_set(shared, name)
        _, found = _default(data)
        rows = []
        for seed in range(DRAWS):
            seen, rest = some_gold(data.gold, seed)
            n, said, right = sure(_floored(found, floor.learned(found.posterior, seen, found.before)), rest)
            rows += [said - right] if n else []
        gaps.append(abs(np.mean(rows)))
        print(
            f"{name:10s} mean gap {np.mean(rows):+.3f}, mean of absolute gaps {np.mean(np.abs(rows)):.3f}", flush=True
        )
    print(f"mean over sets of the absolute mean gap {np.mean(gaps):.3f}")


def independent(seed: tuple[int, ...], size: tuple[int, int, int], n_labels: int) -> tuple[Chunk, np.ndarray]:
    """Annotators who err alone, with accuracies U(.55, .95) and errors that fall evenly on the other labels."""
    rng = np.random.default_rng(seed)
    n_items, n_people, answers = size
    truth = rng.integers(n_labels, size=n_items)
    accuracy = rng.uniform(0.55, 0.95, n_people)
    if n_people == answers * n_items:
        who = np.arange(n_people)
    else:
        who = np.concatenate([rng.choice(n_people, answers, replace=False) for _ in range(n_items)])
    item = np.repeat(np.arange(n_items), answers)
    right = rng.random(len(item)) < accuracy[who]
    wrong = (truth[item] + rng.integers(1, n_labels, len(item))) % n_labels
    return chunk_of(item, who, np.where(right, truth[item], wrong), n_items), truth.astype(np.int32)


def small_rows(studies: int, regimes: dict[str, tuple[int, int, int]]) -> Iterator[tuple[str, int, np.ndarray]]:
    """Regime, labels, and per study: accuracy, majority's, number of sure labels, said and right of them in all, and
    whether it says that it is not calibrated, and does so where it should."""
    for name, size in regimes.items():
        for n_labels in (2, 4):
            rows = []
            for study in range(studies):
                chunk, truth = independent((7, study, *size, n_labels), size, n_labels)
                panel = panel_of(chunk, size[1], n_labels)
                found = consensus(panel, intervals=False, check=False)
                votes = fit(Method.MAJORITY, panel.source()).posterior
                n, said, right = sure(found.posterior, truth)
                told = any("Not calibrated" in warning for warning in found.warnings)
                kept = (n, n * said, n * right) if n else (0, 0.0, 0.0)
                honest = told == (found.calibration.basis is Basis.TOO_FEW)
                rows.append(
                    (quality(found.posterior, truth).accuracy, quality(votes, truth).accuracy, *kept, told, honest)
                )
            yield name, n_labels, np.array(rows, dtype=np.float64)


def small(studies: int) -> None:
    print(f"{studies} studies a row; independent errors, accuracies U(.55, .95)")
    print("| study | K | accuracy | majority | sure | said | right | says not calibrated |\n" + "| --- " * 8 + "|")
    for name, n_labels, rows in small_rows(studies, REGIMES):
        mean, total = rows.mean(axis=0), rows.sum(axis=0)
        n = max(total[2], 1)
        print(
            f"| {name} | {n_labels} | {mean[0]:.3f} | {mean[1]:.3f} | {total[2] / studies:.1f} items "
            f"| {total[3] / n:.3f} | {total[4] / n:.3f} | {mean[5]:.2f} |",
            flush=True,
        )


def jump_of(seed: int, sizes: range) -> float:
    """The largest move of the median confidence when one annotation is added."""
    chunk, _ = independent((9, seed), (120, 12, 3), 2)
    item = chunk.items()
    order = np.random.default_rng(seed).permutation(chunk.n_responses)
    medians = []
    for n in sizes:
        rows = np.sort(order[:n])
        kept, where = np.unique(item[rows], return_inverse=True)
        part = chunk_of(where, chunk.annotator[rows], chunk.label[rows], len(kept))
        found = consensus(panel_of(part, 12, 2), intervals=False, check=False)
        medians.append(np.median(found.confidence))
    return float(np.abs(np.diff(medians)).max())


def jump(studies: int) -> None:
    moves = [jump_of(seed, range(244, 257)) for seed in range(studies)]
    print(f"one annotation more, between 244 and 256 of them: the median confidence moves by at most {max(moves):.3f}")


def sets_row(seed: int, n_items: int, answers: int) -> tuple[float, ...]:
    """The values that `NAMES` names, of one simulated study."""
    world = sets(seed, n_items, crew(WORKERS), 16, answers)
    return scores(panel_of(world.chunk, world.n_annotators, 16), truth_of(world))


def truth_of(world: SetWorld) -> np.ndarray:
    """(I, K) which labels are true of the items of a simulated study."""
    true = np.zeros(world.share.shape, dtype=bool)
    for named in (world.primary, world.secondary):
        items = np.flatnonzero(named >= 0)
        true[items, named[items]] = True
    return true


def scores(panel: Panel, true: np.ndarray) -> tuple[float, ...]:
    """As `sets_row`, of a panel and (I, K) which labels are true."""
    share = perceive(panel).share
    mine, apart = consensus_set(panel, share=share), consensus_set(panel, Method.HIERARCHICAL)
    rows = np.arange(len(true))
    majority = mine.counts == mine.counts.max(axis=1, keepdims=True)
    kept = mine.confidence >= SURE
    losses = [-np.log(np.clip(np.where(true, r.posterior, 1 - r.posterior), 1e-6, 1)).mean() for r in (mine, apart)]
    hits = (mine.applies & true).sum()
    return (
        true[rows, mine.winner].mean(),
        true[rows, apart.winner].mean(),
        ((majority & true).sum(axis=1) / majority.sum(axis=1)).mean(),
        kept.mean(),
        mine.confidence[kept].mean(),
        true[rows, mine.winner][kept].mean(),
        *losses,
        2 * hits / (mine.applies.sum() + true.sum()),
    )


NAMES = ("winner", "label by label", "majority", "sure", "said", "right", "log-loss", "label by label", "F1 of set")


def sets_table(seeds: int, shared: Path | None) -> None:
    print("| study | " + " | ".join(NAMES) + " |\n" + "| --- " * (len(NAMES) + 1) + "|")
    for answers in (3, 5):
        for seed in range(seeds):
            row = " | ".join(f"{value:.3f}" for value in sets_row(seed, 420, answers))
            print(f"| simulated, {answers} answers, seed {seed} | {row} |", flush=True)
    if shared is not None:
        panel, true = exported(shared)
        print("| simulated export | " + " | ".join(f"{value:.3f}" for value in scores(panel, true)) + " |")


def gold_rows(panel: Panel, true: np.ndarray, n_gold: int, draws: int = DRAWS) -> np.ndarray:
    """(draws, 6): share of sure labels, said less right among them, and log-loss of all labels; without, with gold."""
    plain = consensus_set(panel)
    winner, rows = np.maximum(plain.winner, 0), []
    right = true[np.arange(len(true)), winner]
    for draw in range(draws):
        known = np.random.default_rng(draw).choice(len(true), n_gold, replace=False)
        gold = np.full(true.shape, -1, dtype=np.int8)
        gold[known] = true[known]
        told = learned_sets(plain.posterior, plain.winner, gold).applied(plain.posterior, plain.winner)
        rest = np.setdiff1d(np.arange(len(true)), known)
        pairs = []
        for p in (plain.posterior, told):
            confidence = p[np.arange(len(true)), winner]
            kept = rest[confidence[rest] >= SURE]
            gap = confidence[kept].mean() - right[kept].mean() if len(kept) else np.nan
            loss = -np.log(np.where(true, p, 1 - p).clip(1e-6))[rest].mean()
            pairs.append(((confidence[rest] >= SURE).mean(), gap, loss))
        rows.append([value for pair in zip(*pairs, strict=True) for value in pair])
    return np.array(rows)


def blurred(seed: int, n_items: int = 420, answers: int = 4, share: float = 0.2) -> tuple[Panel, np.ndarray]:
    """A simulated study in which everybody takes a fifth of the items for something else than gold does."""
    world = sets(seed, n_items, crew(WORKERS), 16, answers)
    true = truth_of(world)
    rng = np.random.default_rng(seed)
    other = np.flatnonzero(rng.random(n_items) < share)
    true[other] = true[rng.permutation(other)]
    return panel_of(world.chunk, world.n_annotators, 16), true


def set_gold(seeds: int, shared: Path | None) -> None:
    print(f"{DRAWS} draws of {GOLD_ITEMS} items with gold sets; without -> with gold, on the other items")
    print("| study | sure | mean gap | mean of absolute gaps | log-loss |\n" + "| --- " * 5 + "|")
    studies = []
    for answers in (3, 5):
        for seed in range(seeds):
            world = sets(seed, 420, crew(WORKERS), 16, answers)
            panel = panel_of(world.chunk, world.n_annotators, 16)
            studies.append((f"simulated, {answers} answers, seed {seed}", (panel, truth_of(world))))
    studies += [(f"a fifth taken for another, seed {seed}", blurred(seed)) for seed in range(seeds)]
    studies += [("simulated export", exported(shared))] if shared is not None else []
    for name, (panel, true) in studies:
        rows = gold_rows(panel, true, GOLD_ITEMS)
        mean, size = np.nanmean(rows, axis=0), np.nanmean(np.abs(rows), axis=0)
        print(f"| {name} | {mean[0]:.2f} -> {mean[1]:.2f} | {mean[2]:+.3f} -> {mean[3]:+.3f} "
              f"| {size[2]:.3f} -> {size[3]:.3f} | {mean[4]:.4f} -> {mean[5]:.4f} |", flush=True)  # fmt: skip


def exported(shared: Path) -> tuple[Panel, np.ndarray]:
    """The simulated Open Empathic export, and (I, K) each clip's primary and secondary emotion."""
    from oe_quality.readers import ReadOptions, open_export
    from oe_quality.store import open_store

    folder = shared / "data" / "open-empathic"
    clips = {str(clip["clip"]): clip for clip in json.loads((folder / "truth_clips.json").read_text())}
    with open_store(":memory:", create=True) as store:
        store.ingest(open_export(folder / "dumpdata.json.gz", ReadOptions()))
        panel = store.panel("emotion")
    code = {label: k for k, label in enumerate(panel.labels)}
    true = np.zeros((panel.n_items, len(panel.labels)), dtype=bool)
    for i, item in enumerate(panel.items):
        for which in ("primary", "secondary"):
            label = clips[str(item)].get(which)
            if label:
                true[i, code[label]] = True
    return panel, true


RARE = ((2, 0.5), (2, 0.2), (2, 0.1), (2, 0.05), (2, 0.02), (2, 0.01), (3, 0.1), (3, 0.02), (5, 0.1), (5, 0.02))
"""Labels, and the share of the items that have the rare one; the others share the rest."""


def skewed(seed: int, n_labels: int, share: float, n_items: int = 1000) -> tuple[Chunk, np.ndarray]:
    """Three answers an item by twenty annotators, each right in 90 % whatever the label; the last label is rare."""
    rng = np.random.default_rng((seed, n_labels, round(1000 * share)))
    n_rare = round(share * n_items)
    others = rng.integers(n_labels - 1, size=n_items - n_rare)
    truth = np.concatenate([np.full(n_rare, n_labels - 1), others]).astype(np.int32)
    who = np.concatenate([rng.choice(20, 3, replace=False) for _ in range(n_items)])
    item = np.repeat(np.arange(n_items), 3)
    wrong = (truth[item] + rng.integers(1, n_labels, len(item))) % n_labels
    return chunk_of(item, who, np.where(rng.random(len(item)) < 0.9, truth[item], wrong), n_items), truth


def rare(studies: int) -> None:
    print(f"1,000 items, three answers each, accuracy .9, {studies} studies a row: items of the rarest label")
    print("| K | share | true | expected | a 2:1 vote gets | right in |\n" + "| --- " * 6 + "|")
    for n_labels, share in RARE:
        rows = []
        for seed in range(studies):
            chunk, truth = skewed(seed, n_labels, share)
            p = consensus(panel_of(chunk, 20, n_labels), intervals=False, check=False).posterior[:, -1]
            two = np.bincount(chunk.items(), weights=chunk.label == n_labels - 1, minlength=len(truth)) == 2
            mine = truth == n_labels - 1
            rows.append((mine.sum(), p.sum(), p[two].mean(), mine[two].mean()))
        true, expected, voted, right = np.mean(rows, axis=0)
        print(f"| {n_labels} | {share} | {true:.0f} | {expected:.1f} | {voted:.2f} | {right:.2f} |", flush=True)


def wrong_ones(posterior: np.ndarray, truth: np.ndarray, confidence: float) -> tuple[int, float, int]:
    """Items that are sure and have gold: how many, how many wrong ones the posterior expects, how many there are."""
    top, known = posterior.max(axis=1), truth >= 0
    kept = known & (top >= confidence)
    return int(kept.sum()), float((1 - top[kept]).sum()), int((posterior.argmax(axis=1) != truth)[kept].sum())


def chosen(shared: Path | None, confidence: float = 0.95) -> None:
    print(f"labels of a confidence of {confidence} or more: expected wrong, wrong, and with gold of {GOLD_ITEMS} items")
    print("| data | kept | expected | wrong | with gold: kept | expected | wrong |\n" + "| --- " * 7 + "|")
    for name in LOADERS if shared else ():
        data = load_crowd_set(shared, name)
        found = _default(data)[1]
        seen, rest = some_gold(data.gold, seed=0)
        told = floor.learned(found.posterior, seen, found.before).applied(found.posterior, found.before)
        _chosen_row(name, wrong_ones(_floored(found), data.gold, confidence), wrong_ones(told, rest, confidence))
    for people in (12, 40):
        chunk, truth = independent((3, people), (600, people, 5), 3)
        p = consensus(panel_of(chunk, people, 3), intervals=False, check=False).posterior
        _chosen_row(f"simulated, {people} people", wrong_ones(p, truth, confidence), None)


def _chosen_row(name: str, plain: tuple[int, float, int], told: tuple[int, float, int] | None) -> None:
    cells = [f"{n} | {expected:.1f} | {wrong}" for n, expected, wrong in (plain, *((told,) if told else ()))]
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["public", "gold", "small", "jump", "sets", "set-gold", "rare", "chosen"])
    parser.add_argument("shared", type=Path, nargs="?")
    parser.add_argument("--studies", type=int, default=60)
    asked = parser.parse_args()
    if asked.what in ("public", "gold") and asked.shared is None:
        parser.error(f"{asked.what} needs SHARED, the folder that holds data/")
    runs = {
        "public": lambda: public(asked.shared),
        "gold": lambda: gold(asked.shared),
        "small": lambda: small(asked.studies),
        "jump": lambda: jump(min(asked.studies, 6)),
        "sets": lambda: sets_table(min(asked.studies, 4), asked.shared),
        "set-gold": lambda: set_gold(min(asked.studies, 3), asked.shared),
        "rare": lambda: rare(min(asked.studies, 10)),
        "chosen": lambda: chosen(asked.shared),
    }
    runs[asked.what]()


if __name__ == "__main__":
    main()
