import pytest


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "gold.csv"
    path.write_text("item,question,gold\ni0,label,sad\ni1,label,glad\n")
    return path


def test_an_experts_gold_is_kept_under_the_name(oeq, db, answers):
    done = oeq("gold", db, "add", answers, "--by", "Dr Who")
    assert done.status == 0
    assert "2 gold answers by Dr Who" in done.err
    listed = oeq("gold", db, "list", "--format", "csv").out
    assert listed.splitlines()[1:] == ['"i0","sad",,"Dr Who"', '"i1","glad",,"Dr Who"']


@pytest.mark.parametrize("name", ["", "consensus", "export"])
def test_the_crowd_is_no_expert(oeq, db, answers, name):
    done = oeq("gold", db, "add", answers, "--by", name)
    assert done.status == 2
    assert "cannot stand for an expert" in done.err


def test_choosing_says_what_to_expect_and_saves_only_if_asked(oeq, tmp_path):
    rows = ["item,annotator,label"]
    for item in range(60):
        rows += [f"i{item:02d},p{who},{('sad', 'glad')[(item + (who == item % 7)) % 2]}" for who in range(5)]
    (tmp_path / "many.csv").write_text("\n".join(rows) + "\n")
    db = tmp_path / "many.duckdb"
    assert oeq("load", db, tmp_path / "many.csv").status == 0
    done = oeq("gold", db, "choose", "--confidence", "0.9", "--format", "csv")
    assert done.status == 0
    assert "expected wrong" in done.err
    assert "On 11 public sets labels said to be 90 % sure" in done.err
    assert "without gold nothing can promise more" in done.err
    assert "of the labels depend on the algorithm" in done.err
    assert oeq("gold", db, "list", "--format", "csv").out.count("\n") == 1
    assert oeq("gold", db, "choose", "--confidence", "0.9", "--save").status == 0
    assert "consensus>=0.9" in oeq("gold", db, "list", "--format", "csv").out
    assert "no label is made surer than 0.980" in oeq("gold", db, "choose", "--confidence", "0.99").err


def test_nothing_is_chosen_where_nothing_is_calibrated(oeq, db):
    done = oeq("gold", db, "choose")
    assert done.status == 4
    assert "not calibrated: too few answers" in done.err


def test_splits_are_the_same_each_time(oeq, db):
    first, second = (oeq("gold", db, "split", "--format", "csv").out for _ in range(2))
    assert first == second
    assert first.splitlines()[0] == "item,group,split"
    assert len(first.splitlines()) == 5


@pytest.mark.parametrize("arguments", [["add"], ["list", "gold.csv"], ["burn"]])
def test_what_makes_no_sense_is_a_usage_error(oeq, db, arguments):
    assert oeq("gold", db, *arguments).status == 2
