"""What the tables of repeats, groups and limits print."""

from oe_quality.analysis.reliability.results import RetestRow
from oe_quality.cli.reliability import _view
from oe_quality.results import Estimate, Interval


def test_each_estimate_stands_with_its_bounds_in_one_cell_and_empty_columns_are_left_out():
    same = Estimate(0.8, Interval(0.6, 0.9), 12)
    row = RetestRow("mood", "all", 12, same, same, "kappa", same, None)
    view = _view((row,), {"same": "equal answers"})
    assert view["equal answers"].to_list() == ["0.800 [0.600, 0.900]"]
    assert view["items"].to_list() == [12]
    assert "lag_days" not in view.columns


def test_the_commands_print_them(oeq, tmp_path):
    answers = ["item,annotator,label,occasion,site"]
    answers += [
        f"i{i},p{a},{'xy'[(i + a * t) % 2]},{t},{'ns'[a % 2]}" for i in range(6) for a in range(4) for t in (1, 2)
    ]
    (tmp_path / "a.csv").write_text("\n".join(answers))
    db = tmp_path / "q.duckdb"
    assert oeq("load", db, tmp_path / "a.csv", "--annotator-attribute", "site", "--repeats", "occasions").status == 0
    assert "The same annotator on the same item again" in oeq("agreement", db, "--retest").out
    assert "Agreement between groups of annotators by site" in oeq("agreement", db, "--xrr", "site").out
    assert oeq("agreement", db, "--limits").status == 2  # labels have no limits
