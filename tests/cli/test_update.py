"""What an update keeps, and what it tells of changes."""

from dataclasses import replace

from oe_quality.cli.run import RESULTS
from oe_quality.cli.update import _keep, _ways, changed_lines
from tests.render.made_up import PLAIN, Made


def test_what_stood_there_is_kept_and_nothing_else(tmp_path):
    (tmp_path / RESULTS[0]).write_text("results")
    (tmp_path / "mine.txt").write_text("mine")
    _keep(tmp_path, tmp_path / "before")
    assert [path.name for path in (tmp_path / "before").iterdir()] == [RESULTS[0]]


def test_flips_are_counted_by_reason_and_none_is_said():
    it = replace(Made(*PLAIN).comparison(), standings=())
    lines = changed_lines(it)
    assert lines[:2] == ["What changed for people", "  nothing"]
    assert "  20 of 40 items have another label: 20 because its answers changed" in lines
    assert "  none of 40 items has another label" in changed_lines(replace(it, flips=()))
    assert lines[-3].startswith("  items: 2 added, 0 removed")


def test_the_command_that_tells_all_of_it_can_be_pasted(tmp_path):
    (said,) = _ways(tmp_path / "my study", "before-1")
    assert said.startswith(f"all of it: oeq compare '{tmp_path}/my study/before-1/")
