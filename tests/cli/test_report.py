"""`oeq report`."""

import html


def test_the_page_names_the_command_as_it_was_given(oeq, db, tmp_path):
    page = tmp_path / "two words.html"
    assert oeq("report", db, "-o", page, "--seed", "3").status == 0
    text = html.unescape(page.read_text(encoding="utf-8"))
    assert f"Made by: oeq report {db} -o '{page}' --seed 3" in text


def test_a_section_that_is_not_there_is_refused_before_any_work(oeq, db, tmp_path):
    settings = tmp_path / "oeq.toml"
    settings.write_text('[report]\nsections = ["agrement"]\n')
    outcome = oeq("report", db, "-o", tmp_path / "page.html", "--config", settings)
    assert outcome.status == 3
    assert "no section 'agrement'" in outcome.err
    assert "Did you mean 'agreement'?" in outcome.err
    assert not (tmp_path / "page.html").exists()
