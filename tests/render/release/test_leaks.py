import re

import polars as pl
import pytest

from oe_quality.errors import InputError
from oe_quality.render.release.leaks import Secrets, _as_empty_lines, refuse_leaks, search

SECRETS = Secrets(frozenset({"anna.b", "62", "maria", "9876543"}), frozenset({"data@laion.example"}))


@pytest.mark.parametrize(
    ("file", "text", "found"),
    [
        ("a.csv", "x,anna.b,3\n", "a.csv, line 1: an annotator's name or id"),
        ("a.csv", "x\nwrite to someone@mail.example\n", "a.csv, line 2: an e-mail or network address"),
        ("a.csv", "id 9876543\n", "a.csv, line 1: an annotator's name or id"),
        ("a.csv", "rec_MARIA_1.wav\n", "a.csv, line 1: an annotator's name or id"),
        ("a.csv", "by Anna B\n", "a.csv, line 1: an annotator's name or id"),
        ("a.json", '"M\\u00e1r\\u00eda"\n', "a.json, line 1: an annotator's name or id"),
        (
            "a.html",
            '<img src="data:image/svg+xml,%3Ctext%3Eof%20m%C3%A1ria">\n',
            "a.html, line 1: an annotator's name or id",
        ),
        ("a.csv", "jane(at)x.org\n", "a.csv, line 1: an e-mail or network address"),
        ("a.csv", "from fe80::1\n", "a.csv, line 1: an e-mail or network address"),
        ("of maria.csv", "x\n", "of maria.csv, file name: an annotator's name or id"),
    ],
)
def test_names_in_text_are_found(tmp_path, file, text, found):
    (tmp_path / file).write_text(text)
    assert [str(leak) for leak in search(tmp_path, SECRETS)] == [found]
    with pytest.raises(InputError, match="personal data"):
        refuse_leaks(tmp_path, SECRETS)


def test_numbers_words_and_allowed_addresses_are_no_leaks(tmp_path):
    (tmp_path / "a.csv").write_text("62 annotations, marianne, joanna.bx, data@laion.example\n")
    (tmp_path / "a.html").write_text('<img src="data:image/svg+xml,%3Cpath d=%22M1.2.3.4%22/%3E">')
    refuse_leaks(tmp_path, SECRETS)


@pytest.mark.parametrize("column", [["62", "x"], ["said maria", "x"], ["a@b.example", ""]])
def test_cells_of_parquet_are_searched(tmp_path, column):
    pl.DataFrame({"n": [1, 2], "deep": [[{"who": cell}] for cell in column]}).write_parquet(tmp_path / "a.parquet")
    assert len(search(tmp_path, SECRETS)) == 1
    assert "column 'who'" in str(search(tmp_path, SECRETS)[0])


def test_what_is_cut_out_keeps_its_lines():
    assert re.sub("<.*?>", _as_empty_lines, "a<b\nc\nd>e", flags=re.DOTALL) == "a\n\ne"
