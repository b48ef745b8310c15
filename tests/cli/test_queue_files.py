"""A queue that cannot be written is refused before anything is computed."""

import pytest

from oe_quality.cli.queue_files import FOR_EXPERTS, TOOLS, refuse_early
from oe_quality.errors import UsageError


def test_nothing_asked_for_is_nothing_refused(tmp_path):
    refuse_early(None, None, tmp_path / "q.duckdb", force=False)


@pytest.mark.parametrize(("tool", "named"), [("csv", False), (None, True)])
def test_a_queue_needs_a_tool_and_a_place(tmp_path, tool, named):
    with pytest.raises(UsageError, match="a queue needs a tool and a place"):
        refuse_early(tool, tmp_path / "out" if named else None, tmp_path / "q.duckdb", force=False)


@pytest.mark.parametrize("tool", ["csv", "label-studio"])
def test_what_stands_in_the_way_is_not_written_over(tmp_path, tool):
    place = tmp_path / "queue"
    refuse_early(tool, place, tmp_path / "q.duckdb", force=False)
    if tool == "csv":
        place.write_text("mine")
    else:
        place.mkdir()
        (place / "mine").write_text("mine")
    with pytest.raises(UsageError):
        refuse_early(tool, place, tmp_path / "q.duckdb", force=False)


def test_experts_see_votes_in_all_tools_but_the_one_that_cannot_show_them():
    assert set(TOOLS) - set(FOR_EXPERTS) == {"open-empathic"}
