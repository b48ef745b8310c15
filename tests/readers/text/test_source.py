import gzip
import hashlib
import io
import sys

import pytest

from oe_quality.errors import InputError
from oe_quality.readers import open_export
from oe_quality.readers.text import source
from oe_quality.readers.text.archive import open_input
from oe_quality.readers.text.source import input_from_bytes

TEXT = "item,worker,label\na,w1,x\nb,w2,ü\n"


def test_the_digest_is_that_of_the_file(tmp_path):
    raw = gzip.compress(TEXT.encode())
    (tmp_path / "a.csv.gz").write_bytes(raw)
    file = open_input(tmp_path / "a.csv.gz")
    assert (file.name, file.content, file.cut) == ("a.csv.gz", TEXT.encode(), False)
    assert file.sha256 == hashlib.sha256(raw).hexdigest()


def test_gzip_members_are_joined_and_trailing_zeros_passed_over():
    halves = (TEXT[:20].encode(), TEXT[20:].encode())
    assert input_from_bytes(b"".join(map(gzip.compress, halves)) + b"\0" * 100, "-").content == TEXT.encode()


def test_what_precedes_damage_is_kept_and_the_damage_known():
    rows = "".join(f"item{number},w{number % 7},{'xy'[number % 2]}\n" for number in range(20_000))
    raw = gzip.compress(("item,worker,label\n" + rows).encode())
    file = input_from_bytes(raw[: len(raw) // 2], "a.gz")
    assert file.cut
    assert rows.startswith(file.content.decode()[len("item,worker,label\n") :])
    assert len(file.content) > 1000


def test_a_broken_off_file_loses_its_last_row_only(tmp_path):
    rows = [f"item{number},w{number % 7},{'xy'[number % 2]}" for number in range(20_000)]
    raw = gzip.compress("\n".join(["item,worker,label", *rows]).encode())
    (tmp_path / "a.gz").write_bytes(raw[: len(raw) // 2])
    export = open_export(tmp_path / "a.gz")
    n = export.responses.height
    assert n > 1000
    assert export.responses["item"].to_list() == [f"item{number}" for number in range(n)]
    assert export.rejects["reason"].to_list() == ["the file breaks off here"]
    assert "fetch it again" in export.remarks[-1]


def test_standard_input_is_a_dash(monkeypatch):
    class Stdin:
        buffer = io.BytesIO(TEXT.encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    export = open_export("-")
    assert (export.file, export.responses.height) == ("-", 2)


def test_what_cannot_be_read_is_said(tmp_path):
    (tmp_path / "empty").write_bytes(b" \n")
    for path, message in ((tmp_path / "none", "no such file"), (tmp_path, "folder"), (tmp_path / "empty", "empty")):
        with pytest.raises(InputError, match=message):
            open_export(path)
    with pytest.raises(InputError, match="no readable path"):
        open_export("a\0b")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"$FL2@(#) SPSS", r"an SPSS file \(.sav\)"),
        (b"<stata_dta><header>", "a Stata file"),
        (b"\x72\x02\x01\x00", "a Stata file"),
        (b"X\n\x00\x00\x00\x03\x00", "an R object"),
        (b"RDX3\nX\n", "an R workspace"),
        (b"\x93NUMPY\x01\x00", "a NumPy array"),
        (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
        (b"\x80\x04\x95\x10\x00", "a pickle"),
        (b"a" * 257 + b"ustar\x0000", "a tar archive"),
        (b"SQLite format 3\x00\x10", "an SQLite database"),
        (b"<!DOCTYPE HTML><html>", "a web page"),
        (b"%PDF-1.7", "a PDF"),
    ],
)
def test_files_that_are_often_taken_for_exports_are_named(content, what):
    for bytes_ in (content, gzip.compress(content)):
        with pytest.raises(InputError, match=f"this is {what}") as error:
            input_from_bytes(bytes_, "export.csv")
        assert error.value.remedy


def test_a_file_that_memory_cannot_hold_as_a_whole_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_bytes(b"item,annotator,label\n" + b"x" * 2000)
    monkeypatch.setattr(source, "WHOLE", 1000)
    monkeypatch.setattr(source, "budget", lambda: 10_000)
    monkeypatch.setattr(source.Path, "read_bytes", lambda *_: pytest.fail("it was read"))
    with pytest.raises(InputError, match=r"has to be read as a whole[^$]*OEQ_MEMORY"):
        open_export(path)
