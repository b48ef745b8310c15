"""How many annotations there are, in parts that sum."""

import pytest

from oe_quality.diction import CLIPS, ITEMS
from oe_quality.store.records import Totals


def test_what_counts_is_neither_left_out_nor_followed():
    assert Totals(3, 4, 36, n_left_out=9, n_people_left_out=1, n_earlier=2).n_counted == 25


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        (Totals(1, 1, 1), "1 annotation of 1 item by 1 annotator"),
        (
            Totals(9, 4, 36, 1, 2),
            "36 annotations of 9 items by 4 annotators: 35 count and 1 is by 2 annotators left out",
        ),
        (
            Totals(9, 4, 36, 9, 1, 1),
            "36 annotations of 9 items by 4 annotators: 26 count, 9 are by 1 annotator left out, and 1 was followed by "
            "a later one of the same annotator on the same item",
        ),
        (
            Totals(9, 4, 36, n_set_aside=3, n_by_models=1_200),
            "36 annotations of 9 items by 4 annotators; beside them 3 skipped, rejected or flagged in the tool and "
            "1,200 by models",
        ),
    ],
)
def test_totals_in_words(totals, said):
    assert totals.words(ITEMS) == said


def test_items_are_called_what_the_study_calls_them():
    assert Totals(2, 1, 3, n_earlier=1).words(CLIPS).endswith("on the same clip")


def test_a_row_per_question_says_what_it_has(store, small):
    store.ingest(small)
    info = store.info()
    rows = {row["question"]: row for row in info.frame().to_dicts()}
    assert (rows["mood"]["scale"], rows["mood"]["items"], rows["mood"]["responses"], rows["mood"]["gold"]) == (
        "nominal", 3, 4, 1,
    )  # fmt: skip
    assert rows["arousal"]["labels"] is None
    assert info.to_dict()["schema"] == "oeq.info/1"
