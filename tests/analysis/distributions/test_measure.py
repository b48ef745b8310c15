"""What was answered, asked of a store."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import oe_quality as oeq
from oe_quality.analysis.distributions import shares
from oe_quality.errors import NotComputableError, UsageError


@pytest.fixture(scope="module")
def store():
    rows = {"item": [], "annotator": [], "label": [], "who": [], "kind": []}
    for i in range(12):
        for a in range(12):
            rows["item"].append(f"i{i}")
            rows["annotator"].append(f"a{a:02d}")
            rows["label"].append("glad" if (i + (a < 6)) % 3 else "sad")
            rows["who"].append("old" if a < 6 else "young")
            rows["kind"].append("short" if i < 6 else "long")
    with oeq.from_frame(pl.DataFrame(rows), item="item", annotator="annotator", label="label") as opened:
        yield opened


def test_shares_are_those_of_the_answers(store):
    shares = {share.part: share for share in oeq.distributions(store, "label").shares}
    labels = [i + (a < 6) for i in range(12) for a in range(12)]
    assert shares["sad"].estimate.value == pytest.approx(sum(x % 3 == 0 for x in labels) / 144)
    assert oeq.distributions(store, "label").tree_frame()["n_given"].to_list() == [96, 48]


def test_an_unknown_attribute_or_question_is_refused(store):
    with pytest.raises(UsageError, match="hight"):
        oeq.distributions(store, "label", by="hight")
    with pytest.raises(UsageError):
        oeq.distributions(store, "nosuch")


def test_groups_of_nobody_and_a_plane_of_nothing_say_why(store):
    with pytest.raises(NotComputableError, match="emotion, valence, arousal"):
        oeq.emotion_map(store)
    made = oeq.simulate(form="choice", items=20, labels=2, kinds={"good": 6}, seed=1)
    with oeq.from_frame(made) as plain, pytest.raises(NotComputableError, match="nothing is known"):
        oeq.groups(plain)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    place = tmp_path_factory.mktemp("example") / "study.duckdb"
    oeq.load(place, Path(__file__).parents[3] / "examples" / "open_empathic.json.gz")
    with oeq.open_store(place) as opened:
        yield opened


def test_groups_and_the_plane_of_the_example(example):
    told = oeq.distributions(example, "emotion", by="gender")
    assert {share.group for share in told.shares} >= {"", "Female"}
    places = oeq.emotion_map(example).places
    assert {place.label for place in places} <= set(example.question("emotion").labels)
    found = oeq.groups(example, "emotion", by="gender", permutations=99)
    assert {row.attribute for row in found.differences} == {"gender"}


def test_shares_by_whose_attribute_it_is(sites):
    whole = oeq.distributions(sites, "mood")
    assert sum(share.estimate.value for share in whole.shares) == pytest.approx(1)
    assert {s.group for s in oeq.distributions(sites, "mood", by="site").shares} == {"", "n", "s"}
    assert {s.group for s in oeq.distributions(sites, "mood", by="half").shares} == {"", "0", "1"}
    with pytest.raises(UsageError, match="site"):
        oeq.distributions(sites, "mood", by="sight")


def test_every_label_given_stands_in_its_category():
    words = ["joy/glad", "joy/merry", "sad/low", "joy/glad", "fear", "joy/glad"]
    answers = {"item": [*"aabbcc"], "annotator": [*"xyxyxy"], "label": words}
    with oeq.from_frame(answers, scales="label=nominal") as store:
        flat = oeq.distributions(store, "label").tree_frame()
    assert flat["word"].to_list() == [""] * 4
    assert flat.row(0) == ("joy/glad", "", 3, 0.5, 1.0)
    with oeq.from_frame({**answers, "label": [[w] for w in words]}, scales="label=multilabel") as store:
        panel = store.panel("label")
    parted = replace(panel, question=replace(panel.question, hierarchical=True))
    rows = [(row.category, row.word, row.n_given) for row in shares.distributions(parted).given]
    assert rows == [("joy", "glad", 3), ("joy", "merry", 1), ("fear", "", 1), ("sad", "low", 1)]
