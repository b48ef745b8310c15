"""Where files are written: whole or not at all, and never over what is somebody else's."""

import os
import subprocess

import pytest

from oe_quality.errors import UsageError
from oe_quality.files import refuse_to_overwrite, refuse_to_replace_folder, together, whole, whole_folder
from oe_quality.made import LIST
from oe_quality.sums import write_sums


def fill(folder, text="one\n"):
    (folder / "data").mkdir()
    (folder / "data" / "a.txt").write_text(text)
    write_sums(folder)


@pytest.fixture
def made(tmp_path):
    """A folder that was made here."""
    place = tmp_path / "v1"
    with whole_folder(place) as folder:
        fill(folder)
    return place


def fail(draft):
    """Write half of it, and break."""
    draft = draft / "half" if draft.is_dir() else draft
    draft.write_text("half")
    raise RuntimeError("a wire is loose")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_appears_whole(tmp_path):
    place = tmp_path / "deep" / "v1"
    with whole_folder(place) as folder:
        fill(folder)
        assert not place.exists()
    assert (place / "data" / "a.txt").read_text() == "one\n"
    assert names(tmp_path / "deep") == ["v1"]


def test_a_failure_leaves_nothing_not_even_the_folders_above(tmp_path):
    with pytest.raises(RuntimeError), whole_folder(tmp_path / "a" / "b" / "v1") as folder:
        fail(folder)
    assert names(tmp_path) == []


def test_what_was_made_here_is_replaced_by_force(made):
    with pytest.raises(UsageError, match="exists"), whole_folder(made):
        pass
    with whole_folder(made, force=True) as folder:
        fill(folder, "two\n")
    assert (made / "data" / "a.txt").read_text() == "two\n"
    assert names(made.parent) == ["v1"]


@pytest.mark.parametrize("what", ["file", "changed", "missing", "link", "no list", "folder link"])
def test_a_folder_that_holds_anything_else_is_never_replaced(made, tmp_path, what):
    if what == "file":
        (made / "thesis.txt").write_text("ten years")
    elif what == "changed":
        (made / "data" / "a.txt").write_text("mine")
    elif what == "missing":
        (made / "data" / "a.txt").unlink()
    elif what == "link":
        (made / "thesis.txt").symlink_to(tmp_path / "elsewhere")
    elif what == "folder link":
        (made / "thesis").symlink_to(tmp_path)
    else:
        (made / "SHA256SUMS").unlink()
    before = names(made)
    with pytest.raises(UsageError, match="is not replaced"), whole_folder(made, force=True):
        pass
    assert names(made) == before


def test_a_folder_that_holds_an_input_or_the_shell_is_never_replaced(made, tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="holds the input"):
        refuse_to_replace_folder(made, force=True, inputs=[made / "data" / "a.txt"])
    with pytest.raises(UsageError, match="holds the input"):
        refuse_to_replace_folder(tmp_path, force=True, inputs=[made])
    monkeypatch.chdir(made / "data")
    with pytest.raises(UsageError, match="working folder"):
        refuse_to_replace_folder(made, force=True)


def test_a_link_or_a_file_in_the_way_is_no_folder(made, tmp_path):
    (tmp_path / "latest").symlink_to(made)
    with pytest.raises(UsageError, match="is a link"):
        refuse_to_replace_folder(tmp_path / "latest", force=True)
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="is a file"):
        refuse_to_replace_folder(tmp_path / "file", force=True)


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    place = tmp_path / "a.csv"
    with pytest.raises(RuntimeError), whole(place) as draft:
        fail(draft)
    assert names(tmp_path) == []
    with whole(place) as draft:
        draft.write_text("whole")
    with pytest.raises(UsageError, match="--force"), whole(place):
        pass
    with whole(place, force=True) as draft:
        draft.write_text("again")
    assert place.read_text() == "again"
    assert names(tmp_path) == ["a.csv", LIST]


def test_some_things_no_force_replaces(tmp_path):
    thesis, store = tmp_path / "thesis", tmp_path / "q.duckdb"
    thesis.write_text("ten years")
    store.write_bytes(b"\0" * 8 + b"DUCK" + b"\0" * 8)
    (tmp_path / "link").symlink_to(thesis)
    (tmp_path / "nowhere").symlink_to(tmp_path / "absent")
    with pytest.raises(UsageError, match="is a store"):
        refuse_to_overwrite(store, force=True)
    for link in ("link", "nowhere"):
        with pytest.raises(UsageError, match="is a link"):
            refuse_to_overwrite(tmp_path / link, force=True)
    with pytest.raises(UsageError, match="is a folder"):
        refuse_to_overwrite(tmp_path, force=True)
    with pytest.raises(UsageError, match="is the input"):
        refuse_to_overwrite(thesis, force=True, inputs=[tmp_path / "link"])
    with pytest.raises(UsageError, match="not made by this command"):
        refuse_to_overwrite(thesis, force=True, ours=lambda _: False)
    with pytest.raises(UsageError, match="no ordinary file"):
        refuse_to_overwrite(tmp_path.parent.joinpath(os.devnull), force=True)


def test_several_names_change_together(tmp_path):
    for name in ("a", "b", "c", "mine"):
        (tmp_path / name).write_text("old")
    with together(tmp_path, ("a", "b", "c")) as new:
        (new / "a").write_text("new")
        (new / "b").mkdir()
        (new / "b" / "inside").write_text("new")
    assert names(tmp_path) == ["a", "b", "mine"]
    assert (tmp_path / "a").read_text() == "new"
    assert (tmp_path / "b" / "inside").read_text() == "new"
    assert (tmp_path / "mine").read_text() == "old"


def test_sha256sum_accepts_the_sums(made):
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=made, capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout == "data/a.txt: OK\n"
