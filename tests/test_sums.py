"""Lists of check sums, and what they say of a folder that was touched."""

import pytest

from oe_quality.errors import InputError
from oe_quality.sums import SUMS, differences, read_sums, verify, write_sums


@pytest.fixture
def folder(tmp_path):
    """A folder with two files and its list, which names a page beside it."""
    here = tmp_path / "page_data"
    (here / "deep").mkdir(parents=True)
    (here / "a.csv").write_text("a")
    (here / "deep" / "b.csv").write_text("b")
    (tmp_path / "page.html").write_text("page")
    write_sums(here, beside=[tmp_path / "page.html"])
    return here


def test_what_was_not_touched_does_not_differ(folder):
    assert differences(folder) == []
    assert set(read_sums(folder / SUMS)) == {"a.csv", "deep/b.csv", "../page.html"}
    assert verify(folder) == 3


def test_every_difference_is_named(folder):
    (folder / "a.csv").write_text("A")
    (folder / "deep" / "b.csv").unlink()
    (folder / "mine").write_text("")
    (folder.parent / "page.html").write_text("edited")
    assert differences(folder) == [
        "deep/b.csv is missing",
        "mine is not on the list",
        "../page.html was changed",
        "a.csv was changed",
    ]
    with pytest.raises(InputError, match="not as it was made"):
        verify(folder)


@pytest.mark.parametrize("content", [b"", b"no list\n", b"\xff\xfe  a\n"])
def test_what_is_no_list_is_said(tmp_path, content):
    (tmp_path / SUMS).write_bytes(content)
    with pytest.raises(InputError, match="list of check sums"):
        differences(tmp_path)
    with pytest.raises(InputError, match="no release"):
        verify(tmp_path / "absent")
