"""Files that are often taken for exports."""

import pickle

import pytest

from oe_quality.errors import InputError
from oe_quality.readers.text.foreign import refuse_foreign

TAR = b"name" + bytes(253) + b"ustar" + bytes(20)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"<!DOCTYPE html><p>", "a web page"),
        (b"BZh9\x01\x02", "a bzip2 archive"),
        (b"ID3\x03\0\0", "a sound file"),
        (pickle.dumps([1]), "a pickle"),
        (b"\x72\x01\x01\x00data", "a Stata file"),
        (TAR, "a tar archive"),
        (bytes(8) + b"DUCK" + bytes(20), "a DuckDB database"),
    ],
)
def test_what_is_known_is_refused_with_what_to_do(content, said):
    with pytest.raises(InputError, match=f"this is {said}") as refused:
        refuse_foreign(content, "export.csv")
    assert refused.value.remedy.endswith(".")
    assert refused.value.place.file == "export.csv"


@pytest.mark.parametrize(
    "content", [b"orc,item,label\n", b"id3,item\n1,a\n", b"bzh\n", b"item,label\n", b"", b"[1, 2]", b"flac;item\n"[4:]]
)
def test_a_table_may_begin_with_the_same_letters(content):
    refuse_foreign(content, "export.csv")
