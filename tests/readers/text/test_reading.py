import io
import json

import polars as pl
import pytest

from oe_quality.errors import InputError
from oe_quality.readers.text.bounds import MAX_COLUMNS
from oe_quality.readers.text.reading import Header, column_names, first_cells, read_sheet
from oe_quality.readers.text.source import input_from_bytes

ROWS = [{"item": "a", "label": "x"}, {"item": "b", "label": ""}]


def file(text):
    return input_from_bytes(text if isinstance(text, bytes) else text.encode(), "answers")


def parquet():
    buffer = io.BytesIO()
    pl.DataFrame(ROWS).write_parquet(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "item,label\na,x\nb,\n",
        'sep=;\nitem;label\n"a";"x"\nb;\n',
        "# made by x\nitem\tlabel\na\tx\nb\t\n",
        "item,label,Approve,Reject\na,x\nb,\n",
        json.dumps(ROWS),
        "\n".join(map(json.dumps, ROWS)),
        json.dumps({"item": ["a", "b"], "label": ["x", None]}),
        json.dumps({"data": ROWS}),
        parquet(),
    ],
    ids=["csv", "sep", "comment", "short rows", "array", "lines", "columns", "wrapped", "parquet"],
)
def test_every_form_is_the_same_sheet(content):
    sheet = read_sheet(file(content))
    assert column_names(file(content)) == sheet.names == ("item", "label")
    assert (sheet.cells("item").to_list(), sheet.cells("label").to_list()) == (["a", "b"], ["x", ""])
    chosen = read_sheet(file(content), {"label"})
    assert (chosen.has("item"), chosen.cells("label").to_list(), sheet.rejects) == (False, ["x", ""], ())


def test_a_broken_row_costs_itself_only():
    text = 'item,label\na,x,z\nb,y\n"c,z\n'
    sheet = read_sheet(file(text))
    assert sheet.cells("item").to_list() == ["b"]
    assert [row.line for row in sheet.rejects] == [2, 4]
    sheet = read_sheet(file('[{"item": "a"}, 5, {"item": "b", "label": ["x", 1]}]'))
    assert (sheet.cells("label").to_list(), sheet.rejects[0].line) == (["", '["x", "1"]'], 2)


def test_a_header_may_be_given():
    sheet = read_sheet(file("a,x\nb,y\n"), header=Header(("item", "label"), ",", 0))
    assert sheet.cells("item").to_list() == ["a", "b"]
    assert first_cells(file("a,x\nb,y\n"), 1) == [["a", "x"]]


def test_too_many_columns_are_refused_in_words():
    wide = ",".join(f"c{n}" for n in range(MAX_COLUMNS + 1))
    many = json.dumps([{f"c{n}": 1 for n in range(MAX_COLUMNS + 1)}])
    for content in (f"{wide}\n{wide}\n", many):
        with pytest.raises(InputError, match="20,001 columns; at most 20,000"):
            read_sheet(file(content))
