"""A page takes the place of an earlier page and of nothing else; the analyses behind it have tests of their own."""

import pytest

from oe_quality.errors import UsageError
from oe_quality.render.report.build import MARK, data_folder, refuse_to_replace_page
from oe_quality.sums import write_sums


@pytest.fixture
def page(tmp_path):
    """A page and its numbers as they are written."""
    path = tmp_path / "report.html"
    path.write_bytes(b"<!DOCTYPE html>" + MARK + b'x">')
    data_folder(path).mkdir()
    (data_folder(path) / "index.json").write_text("{}")
    write_sums(data_folder(path), beside=[path])
    return path


def test_pages_in_one_folder_have_numbers_of_their_own(page):
    assert data_folder(page).name == "report_data"
    assert data_folder(page.with_name("may.html")).name == "may_data"
    refuse_to_replace_page(page.with_name("may.html"), force=False)


def test_what_was_made_here_is_replaced_by_force(page):
    with pytest.raises(UsageError, match="exists"):
        refuse_to_replace_page(page, force=False)
    refuse_to_replace_page(page, force=True)


@pytest.mark.parametrize(
    "what", ["page", "number", "file", "list", "foreign page", "data file", "data link", "page alone"]
)
def test_what_is_somebody_elses_is_not(page, what):
    folder = data_folder(page)
    if what == "page":
        page.write_bytes(page.read_bytes() + b"my notes")
    elif what == "number":
        (folder / "index.json").write_text("mine")
    elif what == "file":
        (folder / "thesis.txt").write_text("ten years")
    elif what == "list":
        (folder / "SHA256SUMS").unlink()
    elif what == "foreign page":
        page.write_text("<html>mine</html>")
    else:
        aside = folder.rename(folder.with_name("aside"))
        if what == "data file":
            folder.write_text("mine")
        elif what == "data link":
            folder.symlink_to(aside)
    with pytest.raises(UsageError):
        refuse_to_replace_page(page, force=True)


def test_an_input_among_the_numbers_is_never_replaced(page):
    with pytest.raises(UsageError, match="holds an input"):
        refuse_to_replace_page(page, force=True, inputs=[data_folder(page) / "index.json"])
