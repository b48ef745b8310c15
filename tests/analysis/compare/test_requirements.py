"""The outcome of a gate."""

import pytest

from oe_quality.analysis.compare.requirements import CheckReport, CheckRow, Requirement


@pytest.mark.parametrize(
    ("requirement", "said"),
    [
        (Requirement("min-alpha", 0.3, "emotion"), "min-alpha emotion=0.3"),
        (Requirement("max-flagged", 2.0), "max-flagged 2"),
    ],
)
def test_a_requirement_is_written_as_it_was_given(requirement, said):
    assert str(requirement) == said


def test_a_report_passes_only_as_a_whole():
    held = CheckRow(Requirement("min-alpha", 0.3, "q"), 0.5, 0.4, 0.1, True, "0.4 of 40 items")
    failed = CheckRow(Requirement("max-flagged", 0.1), None, None, None, False, "undefined: nobody")
    assert CheckReport((held,), "q.duckdb").passed
    both = CheckReport((held, failed), "q.duckdb")
    assert not both.passed
    assert both.frame().rows()[1] == ("max-flagged 0.1", False, None, None, 0.1, None, "undefined: nobody")
    assert both.to_dict()["passed"] is False
    assert CheckReport((), "q.duckdb").frame().columns == both.frame().columns
