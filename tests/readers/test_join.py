"""What `--join` says."""

from pathlib import Path

from oe_quality.readers import ReadOptions
from oe_quality.readers.join import Join, parse_join, tables_lost, tables_of
from oe_quality.readers.mapping import Mapping


def test_what_the_option_says():
    assert parse_join("a.csv") == Join("a.csv")
    assert parse_join("a=b.csv=who") == Join("a=b.csv", "who")
    assert parse_join("a.csv=item:x") == Join("a.csv", "x", "item")
    assert parse_join("a.csv=other:x") == Join("a.csv", "other:x")
    assert tables_lost(("/nowhere/a.csv=who",)) == ("/nowhere/a.csv=who",)
    assert tables_of(ReadOptions(join="a.csv=who", mapping=Mapping(join=("b.csv",)))) == [Path("a.csv"), Path("b.csv")]
