"""Tables of a release: the same bytes, and a meaning for each column."""

from types import SimpleNamespace

import polars as pl

from oe_quality.render.release import tables
from oe_quality.render.release.tables import ReleaseTable, _name

FRAME = pl.DataFrame(
    {
        "item": ["i1", "i2"],
        "confidence": [0.123456789, -1e-9],
        "n_sad": [1, 0],
        "arousal_se": [0.1, None],
        "weights": [{"sad": 0.7777777, "n": 1}, None],
    }
)


def made():
    return tables._table("labels", FRAME, {"item": "The item."}, "One row per item.")


def test_numbers_are_rounded_and_never_minus_nothing():
    frame = made().frame
    assert frame["confidence"].to_list() == [0.123457, 0.0]
    assert str(frame["confidence"][1]) == "0.0"
    assert frame["weights"].struct.field("sad").to_list() == [0.777778, None]
    assert frame["n_sad"].to_list() == [1, 0]


def test_each_column_has_a_meaning():
    found = {column.name: column.meaning for column in made().columns}
    assert found["item"] == "The item."
    assert found["arousal_se"] == "Standard error of arousal."
    assert found["n_sad"].startswith("n_sad, as the annotators' ratings say it")
    assert tables._meaning(f"{tables.RESERVED}language", {}) == "Attribute of the item: language."


def test_the_same_table_has_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        made().write(tmp_path / name)
    one, other = ((tmp_path / name / "data" / "labels.parquet").read_bytes() for name in ("a", "b"))
    assert one == other
    assert pl.read_parquet(tmp_path / "a" / "data" / "labels.parquet").equals(made().frame)
    assert isinstance(made(), ReleaseTable)


def test_tables_of_further_questions_are_numbered_from_two():
    one = SimpleNamespace(question=SimpleNamespace(name="mood"))
    assert [_name(place, one) for place in range(3)] == ["labels", "labels-2-mood", "labels-3-mood"]
