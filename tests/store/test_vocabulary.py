"""Questions: merged with later exports, refused where they contradict, shown in a fixed order."""

import pytest

from oe_quality.errors import InputError, UsageError
from oe_quality.scales import Question, Scale
from oe_quality.store import open_store
from oe_quality.store.vocabulary import StoredQuestion


def asked(*labels, scale=Scale.NOMINAL, is_open=True):
    return StoredQuestion(1, Question("q", scale, open_vocabulary=is_open), list(labels))


def test_open_vocabularies_are_shown_by_number_or_by_text():
    assert asked("10", "9", "-1.5").shown().labels == ("-1.5", "9", "10")
    assert asked("b", "10", "a").shown().labels == ("10", "a", "b")
    assert asked("nan", "1").shown().labels == ("1", "nan")


def test_closed_lists_are_shown_as_declared():
    assert asked("z", "a", is_open=False).shown().labels == ("z", "a")


def test_shown_codes_translate_stored_ones():
    question = asked("b", "c", "a")
    shown = question.shown()
    assert [shown.labels[code] for code in question.shown_codes()] == ["b", "c", "a"]


def test_a_question_comes_back_as_it_was_given(store, make):
    questions = (
        Question("a", Scale.INTERVAL, low=-5, high=5, untouched=0),
        Question("b", Scale.RATIO, codes=("none", "some")),
        Question("c", Scale.MULTILABEL, ("x/y", "x/z"), hierarchical=True),
        Question("d", Scale.ORDINAL, ("low", "high")),
    )
    store.ingest(make(questions=questions))
    assert store.questions() == questions


def test_bounds_that_come_later_are_taken_over(store, make):
    store.ingest(make(questions=[Question("a", Scale.INTERVAL)], file="1"))
    store.ingest(make(questions=[Question("a", Scale.INTERVAL, low=0, high=10, untouched=5)], file="2"))
    assert store.question("a") == Question("a", Scale.INTERVAL, low=0, high=10, untouched=5)


@pytest.mark.parametrize(
    ("held", "incoming", "message"),
    [
        (Question("q", Scale.NOMINAL, ("a",)), Question("q", Scale.ORDINAL, ("a",)), "is ordinal here, and nominal"),
        (Question("q", Scale.INTERVAL, low=0, high=5), Question("q", Scale.INTERVAL, low=0, high=9), "has high 9 here"),
        (Question("q", Scale.NOMINAL, ("a", "b")), Question("q", Scale.NOMINAL, ("a", "c")), "label 'c'"),
        (Question("q", Scale.ORDINAL, ("a", "b")), Question("q", Scale.ORDINAL, ("b", "a")), "another order"),
        (Question("q", Scale.RATIO, codes=("a", "b")), Question("q", Scale.RATIO, codes=("b", "a")), "other words"),
    ],
)
def test_two_questions_under_one_name_are_refused_with_a_remedy(store, make, held, incoming, message):
    store.ingest(make(questions=[held], file="first.csv"))
    with pytest.raises(InputError, match=message) as caught:
        store.ingest(make(questions=[incoming], file="second.csv"))
    assert caught.value.place.file == "second.csv"
    assert "--scale q=" in caught.value.remedy
    assert store.questions() == (held,)


def test_a_later_export_may_leave_labels_of_a_closed_list_out(store, make):
    held = Question("q", Scale.ORDINAL, ("a", "b", "c"))
    store.ingest(make(questions=[held], file="1"))
    store.ingest(make(questions=[Question("q", Scale.ORDINAL, ("a", "c"))], file="2"))
    assert store.question("q") == held


def test_an_unknown_question_is_named_with_a_near_miss(store, make):
    store.ingest(make())
    with pytest.raises(UsageError, match=r"no question 'moood'\n  Did you mean 'mood'"):
        store.question("moood")
    with pytest.raises(UsageError, match="Its questions: mood, quality, tags, arousal"):
        store.panel("xyz")


def test_labels_survive_reopening(tmp_path, make, row):
    with open_store(tmp_path / "q.duckdb", create=True) as store:
        store.ingest(make(row("a", "1", "mood", "b"), row("b", "1", "mood", "a")))
    with open_store(tmp_path / "q.duckdb") as store:
        assert store.question("mood").labels == ("a", "b")
