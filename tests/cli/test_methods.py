"""`oeq methods`."""

import pytest


@pytest.mark.parametrize(
    ("form", "begins"), [("text", "Agreement between"), ("latex", "Agreement between"), ("bibtex", "@article{")]
)
def test_a_paper_is_written_in_the_form_that_was_asked_for(oeq, tmp_path, form, begins):
    export, db = tmp_path / "few.csv", tmp_path / "few.duckdb"
    export.write_text("item,annotator,label\n" + "".join(f"{i},{a},{i % 2}\n" for i in range(6) for a in "xy"))
    assert oeq("load", db, export).status == 0
    done = oeq("methods", db, "--format", form, "--coefficient", "fleiss")
    assert done.status == 0, done.err
    assert done.out.startswith(begins)


def test_what_stands_beside_agreement_is_asked_for_by_name(oeq, tmp_path):
    export, db = tmp_path / "few.csv", tmp_path / "few.duckdb"
    rows = [f"{i},{a},{(i + (a == 'z')) % 2}" for i in range(9) for a in "xyz"]
    export.write_text("\n".join(["item,annotator,label", *rows]) + "\n")
    assert oeq("load", db, export).status == 0
    done = oeq("methods", db, "--also", "severity", "--also", "divided", "--against", ".9", "--question", "label")
    assert done.status == 0, done.err
    assert "Linacre 1989" in done.out
    assert "Simpson 1949" in done.out
    assert "is not .900" in done.out
    assert "Say by what: --by" in oeq("methods", db, "--also", "equal").err
    assert oeq("methods", db, "--by", "site").status == 2
