"""Releases made once for all tests: of the example study, of Open Empathic's form, of two public sets with gold."""

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from oe_quality.cli.main import main
from oe_quality.loading import load

ROOT = Path(__file__).parent.parent.parent.parent
KEY = "a secret for these tests alone"
SETS = {
    "bluebirds": ("bluebirds/answer.csv", "bluebirds/truth.csv", 60),
    "d-product": ("d-product/answer.csv", "d-product/truth.csv", 150),
}


@dataclass(frozen=True)
class Made:
    """A store and its release."""

    store: Path
    folder: Path


def release(store, folder, *arguments):
    """Call `oeq release`; returns its exit status."""
    words = [
        "release",
        store,
        "-o",
        folder,
        "--version",
        "1.0.0",
        "--license",
        "CC-BY-4.0",
        "-q",
        "--no-report",
        *arguments,
    ]
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    return left.value.code


def public_set(folder, shared, name):
    """The first items of a public set as a tidy file with gold."""
    answers, truth, n_items = SETS[name]
    base = shared / "data" / "truth-inference"
    gold = {row["question"]: row["truth"] for row in csv.DictReader((base / truth).open())}
    rows = list(csv.DictReader((base / answers).open()))
    kept = set(list(dict.fromkeys(row["question"] for row in rows))[:n_items])
    path = folder / f"{name}.csv"
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["item", "annotator", "label", "gold"])
        for row in rows:
            if row["question"] in kept:
                writer.writerow([row["question"], row["worker"], row["answer"], gold.get(row["question"], "")])
    return path


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Make, once each, the release called by that name."""
    done = {}

    def make(name, shared=None):
        if name in done:
            return done[name]
        folder = tmp_path_factory.mktemp(name)
        store = folder / "quality.duckdb"
        if name == "moods":
            load(store, ROOT / "examples" / "tidy" / "moods.csv")
        elif name == "open-empathic":
            load(store, ROOT / "examples" / "open_empathic.json.gz", gold=[ROOT / "examples" / "gold.csv"])
        else:
            load(store, public_set(folder, shared, name))
        extra = ["--demographics", "gender", "--demographics", "profession"] if name == "open-empathic" else []
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("OEQ_PSEUDONYM_KEY", KEY)
            assert release(store, folder / "v1", *extra) == 0
        done[name] = Made(store, folder / "v1")
        return done[name]

    return make


@pytest.fixture(params=["moods", "open-empathic", *SETS])
def bundle(request, made):
    """Each of the releases in turn."""
    shared = request.getfixturevalue("shared") if request.param in SETS else None
    return made(request.param, shared)


@pytest.fixture
def call(monkeypatch):
    """`oeq release` with a key set."""
    monkeypatch.setenv("OEQ_PSEUDONYM_KEY", KEY)
    return release
