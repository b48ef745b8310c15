"""Public crowdsourced sets with gold, coded as the kernel wants them."""

import csv
import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import Chunk, InMemory, chunk_of


@dataclass(frozen=True)
class CrowdSet:
    """One public set: `gold` (I,) is -1 where unknown."""

    name: str
    chunk: Chunk
    gold: np.ndarray
    n_annotators: int
    n_labels: int

    @property
    def source(self) -> InMemory:
        return InMemory((self.chunk,), self.n_annotators, self.n_labels)

    def accuracy(self, posterior: np.ndarray) -> float:
        """Expected share of right items with gold, ties broken at random."""
        known = self.gold >= 0
        p, truth = posterior[known], self.gold[known]
        best = p >= p.max(axis=1, keepdims=True) * (1 - 1e-9)
        return float((best[np.arange(len(p)), truth] / best.sum(axis=1)).mean())


Row = tuple[str, str, str]


def _read(path: Path, columns: tuple[int, ...], *, header: bool, delimiter: str = ",") -> Iterator[tuple[str, ...]]:
    with gzip.open(path, "rt", newline="") if path.suffix == ".gz" else path.open(newline="") as lines:
        rows = csv.reader(lines, delimiter=delimiter)
        if header:
            next(rows)
        for row in rows:
            yield tuple(row[c].strip() for c in columns)


def _pair(folder: str, answers: str, truth: str) -> Callable[[Path], tuple[list[Row], dict[str, str]]]:
    def load(shared: Path) -> tuple[list[Row], dict[str, str]]:
        base = shared / "data" / "truth-inference" / folder
        tab = answers.endswith(".tsv")
        options = {"header": not tab, "delimiter": "\t" if tab else ","}
        return list(_read(base / answers, (0, 1, 2), **options)), dict(_read(base / truth, (0, 1), **options))

    return load


def _joined(folder: str, file: str) -> Callable[[Path], tuple[list[Row], dict[str, str]]]:
    """Files of worker, item, label, gold without a header."""

    def load(shared: Path) -> tuple[list[Row], dict[str, str]]:
        rows = list(_read(shared / "data" / "truth-inference" / folder / file, (1, 0, 2, 3), header=False))
        return [row[:3] for row in rows], {row[0]: row[3] for row in rows}

    return load


def _rte(shared: Path) -> tuple[list[Row], dict[str, str]]:
    path = shared / "data" / "snow2008" / "rte.standardized.tsv"
    rows = list(_read(path, (2, 1, 3, 4), header=True, delimiter="\t"))
    return [row[:3] for row in rows], {row[0]: row[3] for row in rows}


def _google(shared: Path) -> tuple[list[Row], dict[str, str]]:
    base = shared / "data" / "google-fact-eval"
    answers = _read(base / "Google_KG_institution_CrowdScale_v3_judgments.csv.gz", (0, 1, 2), header=True)
    return list(answers), dict(_read(base / "gold.csv", (0, 1), header=True))


# Names as in reference/aggregation_benchmark.json.
LOADERS = {
    "web": _pair("web-relevance", "label.csv", "truth.csv"),
    "dog": _pair("dog", "dogs-1.merged.label.tsv", "dogs-1.merged.truth.tsv"),
    "bird": _pair("bluebirds", "answer.csv", "truth.csv"),
    "product": _pair("d-product", "answer.csv", "truth.csv"),
    "senti_1k": _pair("d-possent", "label.csv", "truth.csv"),
    "S_Rel": _pair("s-rel", "label.csv", "truth.csv"),
    "MS": _joined("music-genre", "MS.csv"),
    "SP_amt": _joined("movie-sentiment-amt", "SP_amt.csv"),
    "ZC_in": _joined("zencrowd-in", "ZenCrowd_in.csv"),
    "rte": _rte,
    "fact": _google,
}


@cache
def load_crowd_set(shared: Path, name: str) -> CrowdSet:
    """Read one set without exact repeats, as the reference table does; codes follow sorted names."""
    rows, truth = LOADERS[name](shared)
    rows = list(dict.fromkeys(rows))
    item_code = {key: i for i, key in enumerate(sorted({item for item, _, _ in rows}))}
    worker_code = {key: a for a, key in enumerate(sorted({worker for _, worker, _ in rows}))}
    label_code = {key: k for k, key in enumerate(sorted({label for _, _, label in rows} | set(truth.values())))}
    chunk = chunk_of(
        np.array([item_code[item] for item, _, _ in rows]),
        np.array([worker_code[worker] for _, worker, _ in rows]),
        np.array([label_code[label] for _, _, label in rows]),
        len(item_code),
    )
    gold = np.full(len(item_code), -1, dtype=np.int32)
    for item, label in truth.items():
        if item in item_code:
            gold[item_code[item]] = label_code[label]
    return CrowdSet(name, chunk, gold, len(worker_code), len(label_code))


@pytest.fixture(scope="session")
def crowd_set(shared) -> Callable[[str], CrowdSet]:
    """Load a public set by its name in the reference table (see `LOADERS`)."""
    return lambda name: load_crowd_set(shared, name)


@pytest.fixture(scope="session")
def benchmark_table(published) -> dict:
    """Accuracies measured elsewhere: set -> {"own": {model: {"acc": ..}}, "crowdkit": {model: acc}}."""
    return published("aggregation_benchmark")["datasets"]
