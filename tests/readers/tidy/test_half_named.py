"""Items that a guessed column names by half."""

import pytest

from oe_quality.errors import InputError
from oe_quality.readers import ReadOptions
from oe_quality.readers.registry import read
from oe_quality.readers.text.source import input_from_bytes

ROWS = [(d, u, who, "joy" if who == "a" or d == "0" else "fear") for d in "01" for u in "01" for who in "ab"]


def table(header, rows=ROWS, more=""):
    return f"{header}\n" + "".join(",".join(row) + more + "\n" for row in rows)


def of(text, **options):
    return read(input_from_bytes(text.encode(), "a.csv"), ReadOptions(**options))


def test_the_other_half_of_the_names_is_asked_for():
    with pytest.raises(InputError, match="'Utterance_ID' alone does not tell items apart") as asked:
        of(table("Dialogue_ID,Utterance_ID,Annotator,Emotion"))
    assert "--item Dialogue_ID --item Utterance_ID" in asked.value.remedy
    found = of(table("Dialogue_ID,Utterance_ID,Annotator,Emotion"), item=("Dialogue_ID", "Utterance_ID"))
    assert (found.responses["item"].n_unique(), found.responses.height) == (4, 8)


def test_what_was_said_of_items_or_repeats_is_not_asked_again():
    text = table("Dialogue_ID,Utterance_ID,Annotator,Emotion")
    assert of(text, item="Utterance_ID").counts.superseded
    assert of(text, repeats="occasions").responses.height == 8


def test_answers_with_times_of_which_few_are_corrected_are_not_asked_about():
    rows = [("s1", str(n), who, "joy", f"2025-01-01T10:00:0{n}") for n in range(8) for who in "ab"]
    corrected = [*rows, ("s2", "0", "a", "fear", "2025-01-01T11:00:00"), ("s2", "1", "b", "joy", "2025-01-01T11:00:00")]
    assert of(table("session_no,item,annotator,label,created_at", corrected)).counts.superseded == 2


def test_a_column_that_is_of_one_person_each_is_no_half():
    rows = [(f"{who}{n // 2}", "0", who, label) for n, label in enumerate(("x", "y", "x", "y")) for who in "ab"]
    assert of(table("assignment_id,item,annotator,label", rows)).counts.superseded
