"""From files and frames to a store: what becomes of each, and what is refused."""

import math

import polars as pl
import pytest

from oe_quality.errors import InputError, UsageError
from oe_quality.loading import from_frame, gold_in, inspect_each, load, load_each, table_of
from oe_quality.readers.options import ReadOptions

ROWS = {"item": ["a", "a", "b"], "annotator": ["p", "q", "p"], "label": ["x", "y", "x"]}


def csv(folder, name="f.csv", rows=ROWS):
    pl.DataFrame(rows).write_csv(folder / name)
    return folder / name


@pytest.mark.parametrize("frame", [ROWS, pl.DataFrame(ROWS), pl.LazyFrame(ROWS), pl.DataFrame(ROWS).to_arrow()])
def test_frames_of_any_library_are_tables(frame):
    assert table_of(frame).equals(pl.DataFrame(ROWS))


def test_a_path_is_no_frame_and_an_unknown_option_is_named(tmp_path):
    with pytest.raises(UsageError, match="is no data frame"):
        table_of(csv(tmp_path))
    with pytest.raises(UsageError, match="no option is called 'lable'") as refused:
        from_frame(ROWS, lable="x")
    assert "'label'" in refused.value.remedy


def test_objects_are_no_plain_columns():
    frame = pl.DataFrame({**ROWS, "odd": pl.Series([object()] * 3, dtype=pl.Object)})
    with pytest.raises(UsageError, match="'odd' holds objects of Python"):
        from_frame(frame)


def test_a_column_that_has_no_form_is_named():
    import pandas as pd

    for odd in ([1 + 2j] * 3, [1, "a", None], [object()] * 3):
        with pytest.raises(UsageError, match="plain columns: 'odd': "):
            table_of(pd.DataFrame({**ROWS, "odd": odd}))
    with pytest.raises(UsageError, match="plain columns: 'odd': "):
        table_of({**ROWS, "odd": [1, "a", 2]})


def test_long_integers_and_nan_are_what_they_are():
    frame = pl.DataFrame({**ROWS, "label": pl.Series([10**30, 10**30 + 1, 10**30], dtype=pl.Int128)})
    with from_frame(frame) as store:
        assert store.question("label").labels == (f"{10**30}", f"{10**30 + 1}")
    with from_frame({**ROWS, "label": [math.nan, 1.0, 2.0]}) as store:
        assert store.question("label").labels == ("1", "2")


def test_rows_that_cannot_be_used_are_warned_of_and_none_at_all_is_an_error():
    with pytest.warns(UserWarning, match=r"1 of 3 rows cannot be used; the first is row 3, 'item'"):
        from_frame({**ROWS, "item": ["a", "a", ""]}).close()
    with pytest.raises(InputError, match="none of the 3 rows can be used"):
        from_frame({**ROWS, "item": [""] * 3})


def test_each_file_is_told_as_it_comes_and_the_same_again_changes_nothing(tmp_path):
    one, two = csv(tmp_path), csv(tmp_path, "g.csv", {**ROWS, "item": ["c", "c", "d"]})
    db = tmp_path / "q.duckdb"
    assert [loaded.batch.added for loaded in load_each(db, [one, two])] == [3, 3]
    assert load(db, one)[0].unchanged


def test_memory_is_no_place_and_a_file_without_a_row_makes_no_store(tmp_path):
    with pytest.raises(UsageError, match="gone at once"):
        list(load_each(":memory:", []))
    with pytest.raises(InputError, match="none of the 3 rows can be used"):
        load(tmp_path / "q.duckdb", csv(tmp_path, rows={**ROWS, "annotator": [""] * 3}))
    assert not (tmp_path / "q.duckdb").exists()


def test_how_files_would_be_read_together(tmp_path):
    found = inspect_each([csv(tmp_path)], ReadOptions(label="label"))
    assert found[0].mapping.item == ("item",)
    assert found[0].export.counts.accepted == 3


def test_gold_is_one_expert_s(tmp_path):
    gold = {"item": ["a", "b"], "label": ["x", "y"]}
    frame, lost = gold_in(csv(tmp_path, "gold.csv", gold), ())
    assert (frame["labels"].to_list(), lost) == ([["x"], ["y"]], 0)
