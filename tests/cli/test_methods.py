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
