"""Names that differ in nothing that can be seen are one, and that is said."""

import polars as pl
import pytest

from oe_quality.readers import ReadOptions, open_export
from oe_quality.readers.answers.columns import plain_cells


@pytest.mark.parametrize("other", ["A24 ", " A24", "A24\u00a0", "A\u200b24"])
def test_names_that_are_one_but_for_what_nobody_sees_are_told(tmp_path, other):
    rows = [f"i{i},{who},{'xy'[i % 2]}" for i in range(6) for who in ("A24", "A25")]
    file = tmp_path / "answers.csv"
    file.write_text("\n".join(["item,annotator,label", *rows, f"i7,{other},x"]) + "\n", encoding="utf-8")
    export = open_export(file)
    assert sorted(export.responses["annotator"].unique()) == ["A24", "A25"]
    said = [text for text in export.remarks if "differ in nothing that can be seen" in text]
    assert said == [
        f"Among the annotators {other!r} is read as 'A24': they differ in nothing that can be seen. If they are "
        "different, give them names that differ."
    ]


def test_nothing_is_said_of_names_that_stand_one_way_alone(tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text("item,annotator,label\n i1,A24 ,x\n i1,B,y\n i2,A24 ,x\n")
    assert not [text for text in open_export(file).remarks if "can be seen" in text]


def test_numbers_in_a_column_of_addresses_are_written_out(tmp_path):
    cells = ["3232235777", "0xC0A80102", "192.168.1.3"]
    rows = [f"{3232235777 + i},{cell},{'xy'[i % 2]}" for i in range(6) for cell in cells]
    file = tmp_path / "answers.csv"
    file.write_text("\n".join(["item,worker_ip,label", *rows]) + "\n", encoding="utf-8")
    export = open_export(file, ReadOptions(annotator=("worker_ip",)))
    assert sorted(export.responses["annotator"].unique()) == ["192.168.1.1", "192.168.1.2", "192.168.1.3"]
    assert sorted(export.responses["item"].unique()) == [str(3232235777 + i) for i in range(6)]


def test_cells_that_a_spreadsheet_protects_are_what_they_show():
    cells = pl.Series(['="001"', "002 ", '="a" & "b"'])
    assert plain_cells(cells).to_list() == ["001", "002", '="a" & "b"']
