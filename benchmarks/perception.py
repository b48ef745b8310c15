"""How near perception comes to what people perceive, and how well it predicts annotators left out.

    python benchmarks/perception.py simulated                 # true shares, 16 categories; coverage of intervals
    python benchmarks/perception.py open-empathic DATA        # the export's truth, 3 answers per clip
    python benchmarks/perception.py public DATA               # ten single-choice sets, held-out answers
    python benchmarks/perception.py cases DATA                # 17 sets, 2, 3 and 5 answers kept: beside 0.1's shares

DATA is the folder that holds open-empathic/, truth-inference/, snow2008/, google-fact-eval/, masc-word-sense/ and
crema-d-votes/. Everything is seeded.

Candidates for a single choice: the raw share with one answer added to each label; the share shrunk to
the labels' overall rates (EB); the same with votes weighted by skill; the Dawid-Skene predictive T . theta-bar;
and `choice_shares`, the blend of votes and predictive with what kinds of items predict. Each sees 3 (or 5, or 2)
answers per item and is scored on all the others by log-loss. `cases` holds `choice_shares` against the blend without
kinds, which was all that 0.1 gave: log-loss of the others' answers, and total variation and Jensen-Shannon divergence
from their shares, as ratios. Of larger sets 1,000 items are drawn (--items), of words 600; CREMA-D names nobody, so
each of its answers is somebody's only one.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from oe_quality.kernel.data.chunk import Chunk, InMemory, SetChunk, chunk_of
from oe_quality.kernel.data.select import keep_responses
from oe_quality.kernel.distributions.divergence import jensen_shannon, total_variation
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.perception import Population, choice_shares, set_shares
from oe_quality.kernel.perception.model import Ballot, ballot, belief_of, told
from oe_quality.kernel.perception.parts import choice_parts
from oe_quality.kernel.perception.shrink import KAPPAS, strength, typical_answers
from oe_quality.kernel.perception.skill import skills
from oe_quality.kernel.simulate import crew, sets
from oe_quality.readers import ReadOptions, open_export
from oe_quality.store import open_store
from oe_quality.store.panel import Panel

CREWS = {
    "24 good, 3 mediocre, 2 spammers, 1 marginal": {"good": 24, "mediocre": 3, "spammer": 2, "marginal": 1},
    "30 good": {"good": 30},
}
PLAIN = ReadOptions(repeats="first")
HEADERLESS = ReadOptions(columns=("annotator", "item", "label", "gold"), repeats="first")
PUBLIC = {
    "web": ("truth-inference/web-relevance/label.csv", PLAIN),
    "s-rel": ("truth-inference/s-rel/label.csv", PLAIN),
    "d-possent": ("truth-inference/d-possent/label.csv", PLAIN),
    "d-product": ("truth-inference/d-product/answer.csv", ReadOptions(item="question", repeats="first")),
    "dog": (
        "truth-inference/dog/dogs-1.merged.label.tsv",
        ReadOptions(columns=("item", "annotator", "label"), repeats="first"),
    ),
    "bluebirds": ("truth-inference/bluebirds/answer.csv", ReadOptions(item="question", repeats="first")),
    "music": ("truth-inference/music-genre/MS.csv", HEADERLESS),
    "sp_amt": ("truth-inference/movie-sentiment-amt/SP_amt.csv", HEADERLESS),
    "zc_in": ("truth-inference/zencrowd-in/ZenCrowd_in.csv", HEADERLESS),
    "rte": (
        "snow2008/rte.standardized.tsv",
        ReadOptions(item="orig_id", annotator="!amt_worker_ids", label="response", gold="gold", repeats="first"),
    ),
}
WORDS = ("add-v", "know-v", "normal-j", "board-n")
"""Of the sense annotations of MASC."""
MODES = {"1": "voice", "2": "face", "3": "both"}
"""Of CREMA-D, by the first character of a vote's file name: what people heard or saw."""


@dataclass(frozen=True)
class Set:
    """A single-choice set in memory."""

    chunk: Chunk
    n_annotators: int
    n_labels: int

    @property
    def source(self) -> InMemory[Chunk]:
        return InMemory((self.chunk,), self.n_annotators, self.n_labels)


def distribution(share: np.ndarray) -> np.ndarray:
    """Rows scaled to sum to 1; even where nothing was chosen."""
    total = share.sum(axis=1, keepdims=True)
    return np.where(total > 0, share / np.maximum(total, 1e-300), 1.0 / share.shape[1])


def raw_votes(chunk: Chunk | SetChunk, n_labels: int) -> np.ndarray:
    """(I, K) how many chose each label."""
    item = chunk.items()
    if isinstance(chunk, SetChunk):
        item = item[chunk.responses_of_entries()]
    votes = np.zeros((chunk.n_items, n_labels))
    np.add.at(votes, (item, chunk.label), 1.0)
    return votes


def simulated(repetitions: int, n_items: int = 500, n_labels: int = 16) -> None:
    print(f"simulated: {n_items} items, {n_labels} categories, mean of {repetitions} seeds; JSD in bits to true shares")
    print(f"{'crew':45s} n  population raw    ours   ratio  coverage  of shares > .35")
    for name, kinds in CREWS.items():
        for answers in (3, 5, 10):
            # Against shares of sincere people, all who answered are the wrong population if some do so at random.
            for population in Population if "spammer" not in kinds else (Population.RELIABLE,):
                rows = []
                for seed in range(repetitions):
                    world = sets(seed, n_items, crew(kinds), n_labels, answers)
                    source = InMemory((world.chunk,), world.n_annotators, n_labels)
                    found = set_shares(source, population)
                    truth = distribution(world.share)
                    covered = (found.low <= world.share) & (world.share <= found.high)
                    raw = jensen_shannon(distribution(raw_votes(world.chunk, n_labels)), truth).mean()
                    ours = jensen_shannon(distribution(found.share), truth).mean()
                    rows.append((raw, ours, ours / raw, covered.mean(), covered[found.share > 0.35].mean()))
                m = np.mean(rows, axis=0)
                print(
                    f"{name:45s} {answers:2d} {population:10s} {m[0]:.3f}  {m[1]:.3f}  {m[2]:.3f}  "
                    f"{m[3]:.3f}     {m[4]:.3f}"
                )


def open_empathic(data: Path, repetitions: int) -> None:
    """Truth: how often annotators whom the truth file calls good or fair choose a clip's primary, its secondary and
    any other category, over all their annotations, apart for clips with and without a secondary emotion."""
    import gzip
    import json

    folder = data / "open-empathic"
    clips = {clip["clip"]: clip for clip in json.loads((folder / "truth_clips.json").read_text())}
    sincere = {
        person["annotator"]
        for person in json.loads((folder / "truth_annotators.json").read_text())
        if person["kind"] in ("good", "fair")
    }
    with gzip.open(folder / "truth_annotations.json.gz") as file:
        answers = [a for a in json.load(file) if a["annotator"] in sincere]
    with open_store(":memory:", create=True) as store:
        store.ingest(open_export(folder / "dumpdata.json.gz"))
        panel = store.panel("emotion")
    truth = _role_rates(panel, clips, answers)
    print("open-empathic: JSD in bits to the shares that sincere annotators perceive; mean of subsamples")
    for n in (2, 3, 5):
        for population in Population:
            rows = []
            for seed in range(repetitions):
                few = _at_most(panel.data, n, seed)
                found = set_shares(InMemory((few,), panel.n_annotators, len(panel.labels)), population)
                raw = jensen_shannon(distribution(raw_votes(few, len(panel.labels))), truth).mean()
                ours = jensen_shannon(distribution(found.share), truth).mean()
                rows.append((raw, ours, ours / raw))
            raw, ours, ratio = np.mean(rows, axis=0)
            print(f"{n} answers per clip, {population:9s} raw {raw:.3f}  ours {ours:.3f}  ratio {ratio:.3f}")


def _role_rates(panel: Panel[SetChunk], clips: dict[str, dict], answers: list[dict]) -> np.ndarray:
    """(I, K) by primary, secondary and other, for the panel's items."""
    K = len(panel.labels)
    rates = {}
    for has_second in (False, True):
        mine = [a for a in answers if bool(clips[a["clip"]]["secondary"]) == has_second]
        first = np.mean([clips[a["clip"]]["primary"] in a["categories"] for a in mine])
        second = np.mean([clips[a["clip"]]["secondary"] in a["categories"] for a in mine])
        rest = np.mean([len(a["categories"]) for a in mine]) - first - second
        rates[has_second] = (first, second, rest / (K - 1 - has_second))
    truth = np.empty((panel.n_items, K))
    for i, name in enumerate(panel.items):
        clip = clips[name]
        first, second, rest = rates[bool(clip["secondary"])]
        truth[i] = rest
        truth[i, panel.labels.index(clip["primary"])] = first
        if clip["secondary"]:
            truth[i, panel.labels.index(clip["secondary"])] = second
    return distribution(truth)


def _at_most(chunk: Chunk | SetChunk, n: int, seed: int) -> Chunk | SetChunk:
    """At most n answers per item, drawn at random."""
    return keep_responses(chunk, _first(chunk, n, seed))


def _first(chunk: Chunk | SetChunk, n: int, seed: int) -> np.ndarray:
    """(R,) whether a response is among n drawn at random from its item's."""
    rank = np.lexsort((np.random.default_rng(seed).random(chunk.n_responses), chunk.items()))
    place = np.empty(chunk.n_responses, dtype=np.int64)
    place[rank] = np.arange(chunk.n_responses)
    return place - chunk.offsets[:-1][chunk.items()] < n


def read_set(path: Path, options: ReadOptions) -> Set:
    rows = open_export(path, options).responses
    items, annotators, labels = (
        np.unique(values.to_numpy(), return_inverse=True)
        for values in (rows["item"], rows["annotator"], rows["labels"].list.first())
    )
    chunk = chunk_of(items[1], annotators[1], labels[1], len(items[0]))
    return Set(chunk, len(annotators[0]), len(labels[0]))


def ballot_of(seen: Set) -> Ballot:
    """All that is said, everybody's answers weighing the same, with the belief of a fit to it."""
    belief = belief_of(fit(Method.DAWID_SKENE, seen.source, max_steps=200, tol=1e-7))
    return ballot(next(choice_parts(seen.source)), np.ones(seen.n_annotators), belief)


def candidates(seen: Set) -> dict[str, np.ndarray]:
    """(I, K) next-answer distributions by each candidate."""
    source, K = seen.source, seen.n_labels
    said = ballot_of(seen)
    part, votes = said.part, said.votes
    rate = (votes.sum(axis=0) + 1.0) / (votes.sum() + K)
    skill = skills((lambda: choice_parts(source),), seen.n_annotators).weight[seen.chunk.annotator]
    return {
        "add-one": (votes + 1.0) / (votes.sum(axis=1, keepdims=True) + K),
        "EB": _shrunk(part, np.ones(len(skill)), rate),
        "EB weighted": _shrunk(part, skill, rate),
        "predictive": said.everything().truth @ typical_answers([said], K),
        "blend (ours)": choice_shares(source).share,
    }


def _shrunk(part, weight: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Weighted shares drawn to `rate` with the strength that predicts left-out answers best."""
    item, label = part.chunk.items(), part.chunk.label
    votes, total = part.per_item(weight[:, None] * part.answer), part.per_item(weight)
    own, rest = votes[item, label] - weight, total[item] - weight
    gains = [np.log(np.maximum((own + k * rate[label]) / (rest + k), 1e-12)).sum() for k in KAPPAS]
    kappa = KAPPAS[int(np.argmax(gains))]
    return (votes + kappa * rate) / (total + kappa)[:, None]


def public(data: Path, repetitions: int) -> None:
    print("public sets: log-loss (nats) of held-out answers; ratio of ours to the best of all")
    for name, (file, options) in PUBLIC.items():
        whole = read_set(data / file, options)
        for n in (2,) if name == "d-product" else (3, 5):
            losses: dict[str, list[float]] = {}
            for seed in range(repetitions):
                shown = _first(whole.chunk, n, seed)
                seen = Set(keep_responses(whole.chunk, shown), whole.n_annotators, whole.n_labels)
                item, label = whole.chunk.items()[~shown], whole.chunk.label[~shown]
                for method, share in candidates(seen).items():
                    losses.setdefault(method, []).append(-np.log(np.maximum(share[item, label], 1e-12)).mean())
            mean = {method: float(np.mean(values)) for method, values in losses.items()}
            ratio = mean["blend (ours)"] / min(mean.values())
            table = "  ".join(f"{method} {value:.3f}" for method, value in mean.items())
            print(f"{name:10s} {n} answers: {table}  ratio {ratio:.3f}", flush=True)


def _codes(*columns: np.ndarray) -> Set:
    items, annotators, labels = (np.unique(column, return_inverse=True)[1] for column in columns)
    return Set(
        chunk_of(items, annotators, labels, int(items.max()) + 1), int(annotators.max()) + 1, int(labels.max()) + 1
    )


def _some(items: np.ndarray, annotators: np.ndarray, labels: np.ndarray, most: int) -> Set:
    """At most so many items, drawn at random."""
    every = np.unique(items)
    kept = np.random.default_rng(0).choice(every, min(most, len(every)), replace=False)
    rows = np.isin(items, kept)
    return _codes(items[rows], annotators[rows], labels[rows])


def many_answers(data: Path, most: int) -> Iterator[tuple[str, Set]]:
    """17 sets with more than three answers to most items, at most so many items of each."""
    for name, (file, options) in PUBLIC.items():
        if name != "d-product":
            chunk = read_set(data / file, options).chunk
            yield name, _some(chunk.items(), chunk.annotator, chunk.label, most)
    facts = pl.read_csv(
        data / "google-fact-eval/Google_KG_institution_CrowdScale_v3_judgments.csv.gz", infer_schema=False
    ).unique(["question", "rater"], keep="first", maintain_order=True)
    yield "fact", _some(*(facts[name].to_numpy() for name in ("question", "rater", "judgment")), most)
    senses = pl.read_csv(data / "masc-word-sense/annotations.csv.gz")
    for word in WORDS:
        mine = senses.filter(pl.col("word") == word)
        yield (
            f"masc {word}",
            _some(*(mine[name].to_numpy() for name in ("item", "annotator", "rating")), min(most, 600)),
        )
    votes = pl.read_csv(data / "crema-d-votes/tabulatedVotes.csv.gz", infer_schema=False)
    for mode, name in MODES.items():
        counts = votes.filter(pl.col(votes.columns[0]).str.starts_with(mode))
        counts = counts.select(pl.col("A", "D", "F", "H", "N", "S").cast(pl.Int64)).to_numpy()
        item, label = (np.repeat(axis, counts.ravel()) for axis in np.indices(counts.shape).reshape(2, -1))
        yield f"crema {name}", _some(item, np.arange(len(item)), label, most)


def without_kinds(seen: Set) -> np.ndarray:
    """(I, K) shares by votes and belief alone."""
    said = ballot_of(seen)
    typical = typical_answers([said], seen.n_labels)
    return told(said.everything(), typical, strength([said], typical).kappa)


def scores(share: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Log-loss per answer of the others (I, K), and mean total variation and Jensen-Shannon divergence per item."""
    n = others.sum(axis=1)
    p, q = share[n > 0], others[n > 0] / n[n > 0, None]
    loss = -(others[n > 0] * np.log(np.maximum(p, 1e-12))).sum() / n.sum()
    return np.array([loss, total_variation(p, q).mean(), jensen_shannon(p, q).mean()])


def cases(data: Path, repetitions: int, most: int) -> None:
    print("| set | answers kept | log-loss | total variation | Jensen-Shannon | part |\n" + "| --- " * 6 + "|")
    ratios = []
    for name, whole in many_answers(data, most):
        for n in (2, 3, 5):
            found, parts = [], []
            for seed in range(repetitions):
                few = keep_responses(whole.chunk, _first(whole.chunk, n, seed))
                seen = Set(few, whole.n_annotators, whole.n_labels)
                others = raw_votes(whole.chunk, whole.n_labels) - raw_votes(few, whole.n_labels)
                ours = choice_shares(seen.source)
                parts.append(ours.part or 0.0)
                found.append((scores(ours.share, others), scores(without_kinds(seen), others)))
            ours, before = np.mean(found, axis=0)
            ratios.append(ours / before)
            cells = " | ".join(f"{ratio:.3f}" for ratio in ratios[-1])
            print(f"| {name} | {n} | {cells} | {np.mean(parts):.2f} |", flush=True)
    table = np.array(ratios)
    for what, column in zip(("log-loss", "total variation", "Jensen-Shannon"), table.T, strict=True):
        print(f"{what}: mean {column.mean():.4f}, worst {column.max():.3f}, better in {(column < 1).sum()}, "
              f"the same in {(column == 1).sum()} of {len(column)}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["simulated", "open-empathic", "public", "cases"])
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--items", type=int, default=1_000, help="of each set in `cases`, at most")
    given = parser.parse_args()
    if given.part == "simulated":
        simulated(given.repetitions)
        return
    if given.data is None:
        parser.error("this part needs the folder DATA")
    if given.part == "cases":
        cases(given.data, given.repetitions, given.items)
    else:
        (open_empathic if given.part == "open-empathic" else public)(given.data, given.repetitions)


if __name__ == "__main__":
    main()
