"""What the columns of a tidy file mean."""

import polars as pl
import pytest

from oe_quality.errors import InputError, Place, UsageError
from oe_quality.readers.mapping import ANONYMOUS, Counts, Fields, OneHot, Wide, Zip
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.tidy.finder import Finder
from oe_quality.readers.tidy.guess import guess, steps_told

PLACE = Place("f.csv")


def sheet(**columns):
    series = {name: pl.Series(name, cells, pl.String) for name, cells in columns.items()}
    return Sheet.of(series, pl.Series("line", range(1, len(next(iter(columns.values()))) + 1)))


LONG = {"item": ["a", "a", "b"], "annotator": ["p", "q", "p"], "mood": ["x", "y", "x"]}


def told(**options):
    names = ["item", "who", "cue_a", "cue_b", "n", "label"]
    return steps_told(ReadOptions(**options), Finder(names, PLACE))


def test_names_say_what_columns_are():
    mapping = guess(sheet(**LONG, weight=["1", "2", "3"]), ReadOptions(), PLACE)
    assert (mapping.item, mapping.annotator, mapping.weight) == (("item",), ("annotator",), "weight")
    assert [one.column for one in mapping.answers] == ["mood"]
    assert mapping.guessed == {"weight"}
    assert guess(sheet(**LONG, weight=["1", "2", "3"]), ReadOptions(weight="none"), PLACE).weight is None


@pytest.mark.parametrize(
    ("options", "steps"),
    [
        ({"one_hot": ("cue_*",)}, (OneHot(("cue_a", "cue_b"), "cue", "cue_"),)),
        ({"one_hot": ("cue_*",), "question_name": "cues"}, (OneHot(("cue_a", "cue_b"), "cues", "cue_"),)),
        ({"counts": ("n",)}, (Counts(("n",), "", "label"),)),
        ({"counts": ("cue_a", "cue_b")}, (Counts(("cue_a", "cue_b")),)),
        ({"wide": ("cue_*",), "annotator": "who"}, (Wide(("cue_a", "cue_b"), names="item"),)),
        ({"wide": ("cue_*",)}, (Wide(("cue_a", "cue_b"), rows=""),)),
        ({"zipped": ("cue_a", "cue_b"), "split": ";"}, (Zip(("cue_a", "cue_b"), ";"),)),
        ({}, ()),
    ],
)
def test_steps_that_the_user_asks_for(options, steps):
    assert told(**options) == steps


def test_objects_of_answers_are_a_question_per_field():
    cells = ['{"mood": "joy", "strength": 3}', '{"mood": "calm"}']
    mapping = guess(sheet(item=["a", "b"], annotator=["p", "q"], label=cells), ReadOptions(), PLACE)
    assert mapping.steps == (Fields("label"),)
    assert [one.asked for one in mapping.answers] == ["mood", "strength"]
    assert mapping.remarks == ("Each field of 'label' is read as a question: 'mood', 'strength'.",)


def test_a_label_that_is_the_same_for_all_on_an_item_is_the_truth():
    columns = {"item": [*"aabb"], "annotator": [*"pqpq"], "answer": [*"xyyx"], "label": [*"xxyy"]}
    mapping = guess(sheet(**columns), ReadOptions(), PLACE)
    assert [one.column for one in mapping.answers] == ["answer"]
    assert "if it is gold: --gold-column label" in mapping.remarks[0]
    with pytest.raises(InputError, match="may both hold the answers"):
        guess(sheet(**columns | {"label": [*"xyyy"]}), ReadOptions(), PLACE)


def test_an_id_that_numbers_the_rows_gives_way_to_a_name_of_items():
    columns = {"id": ["1", "2", "3"], "text": ["a", "a", "b"], "annotator": [*"pqp"], "mood": [*"xyx"]}
    assert guess(sheet(**columns), ReadOptions(), PLACE).item == ("text",)


@pytest.mark.parametrize(
    ("missing", "said"), [("item", "the item"), ("annotator", "the annotator"), ("mood", "the answer")]
)
def test_what_no_column_is_known_to_hold_is_asked_for(missing, said):
    columns = {("zzz" if name == missing else name): cells for name, cells in LONG.items()}
    with pytest.raises(InputError, match=f"no column is known to hold {said}"):
        guess(sheet(**columns), ReadOptions(), PLACE)


def test_nobody_may_be_named_and_counts_name_nobody():
    anonymous = guess(sheet(**LONG), ReadOptions(annotator=ANONYMOUS), PLACE)
    assert (anonymous.annotator, anonymous.annotator_is) == ((), ANONYMOUS)
    counts = sheet(item=["a", "b"], joy=["2", "1"], calm=["1", "2"])
    assert guess(counts, ReadOptions(counts=("joy", "calm")), PLACE).annotator_is == ANONYMOUS
    with pytest.raises(UsageError, match="counts of answers name nobody"):
        guess(
            sheet(item=["a"], who=["p"], joy=["2"], calm=["1"]),
            ReadOptions(counts=("joy", "calm"), annotator="who"),
            PLACE,
        )
