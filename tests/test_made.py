"""Which files a command may replace: those on the list beside them, if they are as they were made."""

import subprocess

import pytest

from oe_quality.errors import UsageError
from oe_quality.files import listed, refuse_to_overwrite, whole
from oe_quality.made import LIST, is_as_made


def make(folder, **texts):
    with listed(folder, tuple(texts)) as new:
        for name, text in texts.items():
            (new / name).write_text(text)


def fail(draft):
    draft.write_text("half")
    raise RuntimeError


def listing(folder):
    return {line.partition("  ")[2] for line in (folder / LIST).read_text().splitlines()}


def test_what_was_made_is_known_until_it_is_changed(tmp_path):
    make(tmp_path, a="one", b="two")
    make(tmp_path, c="three")
    assert listing(tmp_path) == {"a", "b", "c"}
    assert all(is_as_made(tmp_path / name) for name in "abc")
    (tmp_path / "a").write_text("mine")
    (tmp_path / "d").write_text("mine too")
    assert not is_as_made(tmp_path / "a")
    assert not is_as_made(tmp_path / "d")
    assert subprocess.run(["sha256sum", "-c", LIST], cwd=tmp_path, capture_output=True).returncode == 1


@pytest.mark.parametrize("change", ["text", "other file", "no list", "another list"])
def test_force_replaces_nothing_of_the_users(tmp_path, change):
    make(tmp_path, labels="one")
    place = tmp_path / "labels"
    if change == "text":
        place.write_text("corrected by hand")
    elif change == "other file":
        place.rename(tmp_path / "kept")
        place.write_text("")
    elif change == "no list":
        (tmp_path / LIST).unlink()
    else:
        (tmp_path / LIST).write_text(f"{'0' * 64}  labels\n")
    before = place.read_bytes()
    with pytest.raises(UsageError, match="is not replaced"), whole(place, force=True):
        pass
    assert place.read_bytes() == before


def test_a_list_forgets_what_is_gone(tmp_path):
    make(tmp_path, a="one", b="two")
    (tmp_path / "a").unlink()
    make(tmp_path, b="three")
    assert listing(tmp_path) == {"b"}


@pytest.mark.parametrize("what", ["text", "folder", "link"])
def test_what_has_the_name_of_the_list_stays(tmp_path, what):
    place = tmp_path / LIST
    if what == "text":
        place.write_text("a list of my own\n")
    elif what == "folder":
        place.mkdir()
    else:
        place.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="in its way"):
        refuse_to_overwrite(tmp_path / "a", force=True)
    with pytest.raises(UsageError, match="in its way"), whole(tmp_path / "a"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == [LIST]


def test_nothing_is_written_under_the_name_of_the_list(tmp_path):
    with pytest.raises(UsageError, match="the name of the list"), whole(tmp_path / LIST):
        pass


@pytest.mark.parametrize("name", ["two\nlines", "odd\udc80", "a\u2028b", " blank "])
def test_odd_names_are_written_and_spoil_no_list(tmp_path, name):
    make(tmp_path, a="one")
    with whole(tmp_path / name) as draft:
        draft.write_text("x")
    assert (tmp_path / name).read_text() == "x"
    assert is_as_made(tmp_path / "a")
    assert is_as_made(tmp_path / name) == (name == " blank ")


def test_a_folder_is_known_by_all_its_files(tmp_path):
    with listed(tmp_path, ("labels",)) as new:
        (new / "labels").mkdir()
        (new / "labels" / "part.parquet").write_text("x")
    make(tmp_path, labels2="not in that folder")
    folder = tmp_path / "labels"
    assert is_as_made(folder)
    (folder / "thesis").symlink_to(tmp_path / "labels2")
    assert not is_as_made(folder)
    (folder / "thesis").unlink()
    assert is_as_made(folder)
    (folder / "part.parquet").unlink()
    assert not is_as_made(folder)


def test_a_failure_leaves_the_list_as_it_was(tmp_path):
    make(tmp_path, a="one")
    before = (tmp_path / LIST).read_bytes()
    with pytest.raises(RuntimeError), whole(tmp_path / "b") as draft:
        fail(draft)
    assert (tmp_path / LIST).read_bytes() == before
