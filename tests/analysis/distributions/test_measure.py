"""What was answered, asked of a store."""

from pathlib import Path

import polars as pl
import pytest

import oe_quality as oeq
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
    assert oeq.distributions(store, "label").long_tail.given == (("glad", 96), ("sad", 48))


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
