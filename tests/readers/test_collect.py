"""The one collector: every row is accepted, superseded, contested, skipped or rejected, and the export says so."""

import pytest

from oe_quality.errors import InputError, UsageError
from oe_quality.readers.collect import collect
from oe_quality.readers.mapping import Answers, Mapping
from oe_quality.readers.rows import RESPONSE
from oe_quality.readers.text.reading import read_sheet
from oe_quality.readers.text.source import input_from_bytes

MAPPING = Mapping(item=("item",), annotator=("who",), answers=(Answers("mood"),), time="when")
TEXT = """item,who,mood,when
a,x,joy,
a,x,sad,
a,x,joy,
b,x,joy,2026-01-01
b,x,sad,2026-01-02
c,x,,
,x,joy,
d,x,joy,
"""


def collected(text, mapping=MAPPING):
    file = input_from_bytes(text.encode(), "a.csv")
    return collect(file, read_sheet(file), mapping)


def test_every_row_goes_somewhere_and_what_contradicts_is_kept_state_by_state():
    export = collected(TEXT)
    counts = export.counts
    assert (counts.read, counts.accepted, counts.superseded, counts.skipped, counts.rejected) == (8, 2, 4, 1, 1)
    assert export.responses.columns == export.contested.columns == list(RESPONSE)
    assert export.responses.select("item", "labels").rows() == [("b", ["sad"]), ("d", ["joy"])]
    assert export.contested.select("item", "labels", "line").rows() == [("a", ["joy"], 2), ("a", ["sad"], 3)]
    assert export.rejects["line"].to_list() == [8]


def test_a_file_whose_rows_mostly_contradict_each_other_is_not_understood():
    rows = "".join(f"a,x,{mood},\n" for mood in ("joy", "sad") * 15)
    with pytest.raises(InputError, match="30 of 30 rows contradict"):
        collected(f"item,who,mood,when\n{rows}")


def test_a_mapping_has_to_name_what_is_there():
    with pytest.raises(UsageError, match="no column 'felt'"):
        collected(TEXT, MAPPING.but(answers=(Answers("felt"),)))
    with pytest.raises(UsageError, match="no item or no annotator"):
        collected(TEXT, MAPPING.but(annotator=()))
