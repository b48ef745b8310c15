import gzip
import io
import tracemalloc
import zipfile

import pytest

from oe_quality.errors import InputError
from oe_quality.readers.text import archive, bounds
from oe_quality.readers.text.archive import open_input, open_inputs

ROWS = b"item,worker,label\na,w1,x\n"


def packed(files, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return buffer.getvalue()


def inputs(tmp_path, content, name="export.zip"):
    path = tmp_path / name
    path.write_bytes(content)
    return list(open_inputs(path))


def test_an_archive_is_the_files_in_it_by_name(tmp_path):
    files = {"ben.jsonl": b'{"a": 1}', "sub/ana.csv": ROWS, "__MACOSX/ben.jsonl": b"x", "README.txt": b"hello"}
    found = inputs(tmp_path, packed(files))
    assert [file.name for file in found] == ["export.zip/ben.jsonl", "export.zip/sub/ana.csv"]
    assert [(file.stem, file.folder) for file in found] == [("ben", "export.zip"), ("ana", "sub")]
    assert found[0].remarks == ("1 other file in export.zip passed over: README.txt.",)


def test_a_file_finds_its_neighbours_in_archive_and_folder(tmp_path):
    (found,) = inputs(tmp_path, packed({"d/db.csv": ROWS, "d/db.yaml": b"name: x", "db.yaml": b"other"}))
    assert (found.beside("db.yaml"), found.beside("none")) == (b"name: x", None)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "db.csv").write_bytes(ROWS)
    (tmp_path / "folder" / "db.yaml").write_bytes(b"name: y")
    (found,) = open_inputs(tmp_path / "folder")
    assert (found.name, found.beside("db.yaml")) == ("folder/db.csv", b"name: y")
    assert found.beside("../export.zip") is None
    (alone,) = open_inputs(tmp_path / "folder" / "db.csv")
    assert (alone.name, alone.folder) == ("db.csv", "folder")


def test_packed_files_lie_within_archives(tmp_path):
    inner = packed({"a.csv.gz": gzip.compress(ROWS)})
    (found,) = inputs(tmp_path, packed({"inner.zip": inner}))
    assert (found.name, found.content) == ("export.zip/inner.zip/a.csv.gz", ROWS)
    for _ in range(bounds.MAX_DEPTH):
        inner = packed({"inner.zip": inner})
    with pytest.raises(InputError, match="too deeply"):
        inputs(tmp_path, inner)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a.npy": b"x"}, "NumPy archive"),
        ({"word/document.xml": b"x"}, "text document"),
        ({"readme.md": b"x"}, "no file of answers"),
    ],
)
def test_archives_without_answers_are_named(tmp_path, files, message):
    with pytest.raises(InputError, match=message) as error:
        inputs(tmp_path, packed(files))
    assert error.value.remedy


def test_damage_and_bombs_are_said(tmp_path, monkeypatch):
    content = packed({"a.csv": ROWS * 100})
    with pytest.raises(InputError, match="damaged"):
        inputs(tmp_path, content[:60])
    monkeypatch.setattr(bounds, "FREE_UNPACKED", 1 << 16)
    bomb = b"\0" * (1 << 22)
    for name, packed_bomb in (("a.zip", packed({"a.csv": bomb})), ("a.gz", gzip.compress(bomb))):
        with pytest.raises(InputError, match="400 times its size"):
            inputs(tmp_path, packed_bomb, name)
    monkeypatch.setattr(archive, "MAX_FILES", 2)
    with pytest.raises(InputError, match="more than 2 files"):
        inputs(tmp_path, packed({f"{n}.csv": ROWS for n in range(3)}))


@pytest.mark.parametrize("name", ["a.zip", "a.gz"])
def test_a_bomb_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch, name):
    monkeypatch.setattr(bounds, "FREE_UNPACKED", 1 << 16)
    bomb = b"\0" * (1 << 26)
    content = packed({"a.csv": bomb}) if name.endswith("zip") else gzip.compress(bomb)
    monkeypatch.setattr(bounds, "MAX_RATIO", len(bomb) // len(content) - 1)
    del bomb
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="times its size"):
            inputs(tmp_path, content, name)
        assert tracemalloc.get_traced_memory()[1] < 1 << 24
    finally:
        tracemalloc.stop()


def test_one_input_is_one_file(tmp_path):
    (tmp_path / "two.zip").write_bytes(packed({"a.csv": ROWS, "b.csv": ROWS}))
    with pytest.raises(InputError, match="several files"):
        open_input(tmp_path / "two.zip")
    with pytest.raises(InputError, match="folder"):
        open_input(tmp_path)


def test_an_archive_with_a_hole_in_it_is_damaged(tmp_path):
    whole = packed({"a.csv": ROWS * 50}, zipfile.ZIP_STORED)
    for cut in (1, 4, 24, 60):
        with pytest.raises(InputError):
            inputs(tmp_path, whole[:80] + whole[80 + cut :])
