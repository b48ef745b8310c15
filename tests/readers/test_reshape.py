import pytest

from oe_quality.errors import UsageError
from oe_quality.readers import mapping as m
from oe_quality.readers.reshape import reshape
from oe_quality.readers.text.sheet import Sheet


def taken(step, *records):
    """The rows after a step, as dicts, with their lines; and the rejects' lines."""
    sheet = reshape(Sheet.of_records(enumerate(records, 1)), [step]).sheet
    columns = {name: sheet.cells(name).to_list() for name in sheet.names}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return list(zip(sheet.frame["line"], rows, strict=True)), [bad.line for bad in sheet.rejects]


def test_wide_gives_a_row_per_cell_and_keeps_every_line():
    rows, _ = taken(m.Wide(("ana", "ben")), {"clip": "a", "ana": "x", "ben": ""}, {"clip": "b", "ana": "", "ben": ""})
    assert rows == [
        (1, {"clip": "a", "annotator": "ana", "answer": "x"}),
        (2, {"clip": "b", "annotator": "ana", "answer": ""}),
    ]


def test_flags_become_a_set_and_no_flag_the_empty_set():
    rows, bad = taken(
        m.OneHot(("e_joy", "e_sad"), "emotion", "e_"),
        {"e_joy": "1", "e_sad": "TRUE"},
        {"e_joy": 0, "e_sad": 0},
        {"e_joy": "", "e_sad": ""},
        {"e_joy": "2", "e_sad": 0},
    )
    assert [row["emotion"] for _, row in rows] == ['["joy", "sad"]', "[]", ""]
    assert bad == [4]


def test_lists_beside_each_other_go_place_by_place_or_not_at_all():
    rows, bad = taken(
        m.Zip(("who", "what")), {"i": "a", "who": ["p", "q"], "what": ["x", "y"]}, {"i": "b", "who": ["p"], "what": []}
    )
    assert [(row["who"], row["what"]) for _, row in rows] == [("p", "x"), ("q", "y")]
    assert bad == [2]


def test_objects_and_answers_by_name():
    rows, _ = taken(m.Objects("a"), {"i": "1", "a": [{"who": "p", "what": "x"}, {"who": "q", "what": "y"}]})
    assert [(row["a.who"], row["a.what"]) for _, row in rows] == [("p", "x"), ("q", "y")]
    rows, _ = taken(m.Keyed("a"), {"i": "1", "a": {"p": "x", "q": "y"}})
    assert [(row["annotator"], row["answer"]) for _, row in rows] == [("p", "x"), ("q", "y")]


def test_counts_are_answers_and_what_is_no_count_is_a_fault():
    rows, bad = taken(
        m.Counts(("joy", "sad")), {"joy": "2", "sad": "1"}, {"joy": "0", "sad": ""}, {"joy": ".5", "sad": 1}
    )
    assert [(line, row["answer"]) for line, row in rows] == [(1, "joy"), (1, "joy"), (1, "sad"), (2, "")]
    assert bad == [3]


def test_a_table_of_two_raters_is_the_items_that_it_counts():
    rows, _ = taken(m.Crosstab("first", ("x", "y")), {"first": "x", "x": 1, "y": 2})
    assert len({row["item"] for _, row in rows}) == 3
    assert sorted((row["annotator"], row["answer"]) for _, row in rows) == [
        *[("rater 1", "x")] * 3,
        *[("rater 2", "x"), ("rater 2", "y"), ("rater 2", "y")],
    ]


def test_rows_that_are_left_out_are_told():
    sheet = Sheet.of_records([(1, {"kind": "answer"}), (2, {"kind": "review"})])
    shaped = reshape(sheet, [m.Keep("kind", ("answer",), called="reviews")])
    assert (shaped.sheet.height, shaped.left_out) == (1, (("reviews", (2,)),))


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(UsageError, match="'nosuch'"):
        taken(m.Wide(("nosuch",)), {"a": "1"})


def test_a_model_s_column_beside_people_is_one_answer_for_each_item():
    """Of the person's row it keeps what is the item's; a row without a person is the model's alone."""
    step = m.Beside("judge", answer="label", kept=("item", "topic"))
    rows, _ = taken(
        step,
        {"item": "a", "topic": "t", "annotator": "ana", "label": "x", "sex": "f", "judge": "y"},
        {"item": "a", "topic": "t", "annotator": "ben", "label": "y", "sex": "m", "judge": "y"},
        {"item": "b", "topic": "u", "annotator": "ana", "label": "x", "sex": "f", "judge": ""},
        {"item": "c", "topic": "u", "annotator": "", "label": "", "sex": "", "judge": "x"},
    )
    assert [(line, *row.values()) for line, row in rows] == [
        (1, "a", "t", "ana", "x", "f"),
        (1, "a", "t", "judge", "y", ""),
        (2, "a", "t", "ben", "y", "m"),
        (3, "b", "u", "ana", "x", "f"),
        (4, "c", "u", "judge", "x", ""),
    ]
