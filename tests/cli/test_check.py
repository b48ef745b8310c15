"""`oeq check`: exit status, JUnit, annotations for GitHub."""

from xml.etree import ElementTree

import pytest


def test_a_store_that_meets_everything_passes(oeq, db):
    done = oeq("check", db, "--min-raters", "3", "--min-items", "label=4")
    assert done.status == 0
    assert "pass" in done.out
    assert "FAIL" not in done.out


def test_a_failure_leaves_with_1_after_the_table(oeq, db, tmp_path):
    junit = tmp_path / "out" / "checks.xml"
    done = oeq("check", db, "--min-raters", "5", "--min-items", "4", "--junit", junit, "--github")
    assert done.status == 1
    assert "FAIL" in done.out
    assert "1 of 2 checks failed: min-raters 5" in done.err
    assert "::error title=min-raters 5::the fewest annotators of any item are 3" in done.err
    suite = ElementTree.parse(junit).getroot()[0]
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("2", "1")
    assert [case.find("failure") is not None for case in suite] == [True, False]


def test_hostile_text_stays_one_annotation():
    from oe_quality.analysis.compare.requirements import CheckRow, Requirement
    from oe_quality.cli.check import github_annotation

    row = CheckRow(Requirement("min-alpha", 0.3, "a,b::c\n::set-env"), None, None, None, False, "100 %\n::error::x")
    line = github_annotation(row)
    assert "\n" not in line
    assert line.startswith("::error title=min-alpha a%2Cb%3A%3Ac%0A%3A%3Aset-env=0.3::")
    assert "100 %25%0A" in line


@pytest.mark.parametrize(
    "arguments", [["--min-alpha", "0.3"], ["--min-raters", "many"], [], ["--max-ties", "label=nan"]]
)
def test_what_cannot_be_checked_is_a_usage_error(oeq, db, arguments):
    assert oeq("check", db, *arguments).status == 2


def test_json_is_the_report(oeq, db):
    import json

    body = json.loads(oeq("check", db, "--min-items", "1", "--format", "json").out)
    assert (body["schema"], body["passed"]) == ("oeq.check/1", True)


def test_only_an_earlier_outcome_is_replaced_by_a_new_one(oeq, db, tmp_path):
    junit, thesis = tmp_path / "checks.xml", tmp_path / "thesis.xml"
    thesis.write_text("<ten-years/>")
    (tmp_path / "link.xml").symlink_to(thesis)
    store = db.read_bytes()
    for _ in range(2):
        assert oeq("check", db, "--min-items", "1", "--junit", junit, "-q").status == 0
    for place, said in ((db, "is the input"), (thesis, "not made by this command"), (tmp_path / "link.xml", "a link")):
        outcome = oeq("check", db, "--min-items", "1", "--junit", place, "-q")
        assert outcome.status == 2
        assert said in outcome.err
    assert db.read_bytes() == store
    assert thesis.read_text() == "<ten-years/>"
