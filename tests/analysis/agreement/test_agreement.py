"""A whole study of agreement: its questions by name, its frames and its JSON form."""

import pytest

import oe_quality as oeq


@pytest.fixture(scope="module")
def found():
    rows = [(f"i{i}", f"p{a}", "ab"[(i + a) % 2], "xy"[i % 2]) for i in range(6) for a in range(3)]
    columns = dict(zip(("item", "who", "one", "two"), map(list, zip(*rows, strict=True)), strict=True))
    with oeq.from_frame(columns, annotator="who", label=["one", "two"]) as store:
        yield oeq.agreement(store, seed=3, pairs=True)


def test_questions_are_found_by_name(found):
    assert found["two"].question == "two"
    assert found["two"].headline.estimate.value == pytest.approx(1.0)


def test_frames_hold_all_questions(found):
    assert found.frame()["question"].unique(maintain_order=True).to_list() == ["one", "two"]
    assert found.label_frame().select("question", "label").rows() == [
        ("one", "a"),
        ("one", "b"),
        ("two", "x"),
        ("two", "y"),
    ]
    assert found.pair_frame().height == 2 * 3


def test_the_json_form_says_how_it_was_made(found):
    document = found.to_dict()
    assert document["schema"] == "oeq.agreement/1"
    assert (document["seed"], document["level"], document["interval"]) == (3, 0.95, "two-way")
    assert [question["question"] for question in document["questions"]] == ["one", "two"]


def test_every_question_is_explained(found):
    assert "one (nominal)" in found.explain()
    assert "two (nominal)" in found.explain()
