"""Files that are often taken for exports, told by their first bytes, and what to do with each."""

from __future__ import annotations

from oe_quality.errors import InputError, Place

_AS_CSV = "Save the table as CSV and load that."
_R = 'In R: write.csv(x, "answers.csv", row.names = FALSE), and load that.'
_PANDAS = 'Write it with pandas: pd.read_{}("{}").to_csv("answers.csv", index=False), and load that.'
_UNPACK = "Unpack it and load the files in it, or their folder."
_LOGIN = "The download may have led to a login page: fetch the export again."
_MEDIA = "Load the file of answers about it."

_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet (.xls)", "Save it as .xlsx or CSV and load that."),
    (b"sqlite format 3\0", "an SQLite database", _AS_CSV),
    (b"%pdf-", "a PDF", _AS_CSV),
    (b"<!doctype html", "a web page", _LOGIN),
    (b"<html", "a web page", _LOGIN),
    (b"$fl2", "an SPSS file (.sav)", _PANDAS.format("spss", "file.sav")),
    (b"$fl3", "an SPSS file (.zsav)", _PANDAS.format("spss", "file.zsav")),
    (b"<stata_dta>", "a Stata file (.dta)", _PANDAS.format("stata", "file.dta")),
    (b"rdx2\n", "an R workspace (.RData)", _R),
    (b"rdx3\n", "an R workspace (.RData)", _R),
    (b"rda2\n", "an R workspace (.RData)", _R),
    (b"x\n\0\0\0\2", "an R object (.rds)", _R),
    (b"x\n\0\0\0\3", "an R object (.rds)", _R),
    (
        b"\x93numpy",
        "a NumPy array (.npy)",
        "Write a CSV with named columns: item, annotator, label.",
    ),
    (b"\x89hdf\r\n", "an HDF5 file", _PANDAS.format("hdf", "file.h5")),
    (b"matlab 5.0", "a MATLAB file (.mat)", _AS_CSV),
    (b"obj\x01", "an Avro file", "Convert it to Parquet or CSV and load that."),
    (b"orc", "an ORC file", _PANDAS.format("orc", "file.orc")),
    (b"bzh", "a bzip2 archive", "Unpack it with bunzip2 and load the file in it; .gz and .zip are read as they are."),
    (b"\xfd7zxz\0", "an xz archive", "Unpack it with unxz and load the file in it; .gz and .zip are read as they are."),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", "Unpack it with unzstd and load the file in it."),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"rar!\x1a", "a RAR archive", _UNPACK),
    (b"{\\rtf", "a text document (RTF)", _AS_CSV),
    (b"riff", "a sound or video file", _MEDIA),
    (b"id3", "a sound file", _MEDIA),
    (b"oggs", "a sound file", _MEDIA),
    (b"flac", "a sound file", _MEDIA),
    (b"\x89png", "a picture", _MEDIA),
    (b"\xff\xd8\xff", "a picture", _MEDIA),
)
"""First bytes in lower case, what such a file is, and what to do."""

_PICKLE = "A pickle runs code when it is opened, so it is never read: write the table as CSV or Parquet and load that."
_STATA = _PANDAS.format("stata", "file.dta")
_TAR = 257
"""Where a tar archive says that it is one."""


def refuse_foreign(content: bytes, name: str) -> None:
    """Refuse bytes that are no export but something that is known.

    Raises:
        InputError: they are; it says what and what to do.
    """
    known = _known(content[: _TAR + 8])
    if known is not None:
        raise InputError(f"this is {known[0]}", place=Place(name), remedy=known[1])


def _known(head: bytes) -> tuple[str, str] | None:
    for mark, what, remedy in _FOREIGN:
        if head[: len(mark)].lower() == mark:
            # Two or three letters may begin a table as well; a table's first line is text.
            if len(mark) > 3 or _is_binary(head):
                return what, remedy
            return None
    if head[:1] == b"\x80" and head[1:2] in (b"\2", b"\3", b"\4", b"\5"):
        return "a pickle", _PICKLE
    if len(head) >= 4 and 0x69 <= head[0] <= 0x76 and head[1] in (1, 2) and head[2:4] == b"\1\0":
        return "a Stata file (.dta)", _STATA
    if head[_TAR : _TAR + 5] == b"ustar":
        return "a tar archive", _UNPACK
    if head[8:12] == b"DUCK":
        return (
            "a DuckDB database",
            "A store is named before what goes into it: oeq load DB FILE. From another write a CSV or Parquet.",
        )
    return None


def _is_binary(head: bytes) -> bool:
    """Whether bytes hold what no text does."""
    return any(byte < 9 or 13 < byte < 27 for byte in head)
