import pytest

from oe_quality.errors import UsageError
from oe_quality.readers import ReadOptions, read_gold
from oe_quality.scales import Question, Scale, parse_scale

NOMINAL = Question("label", Scale.NOMINAL, ("x", "y"))


@pytest.fixture
def gold(tmp_path):
    def gold(text, *questions, **options):
        path = tmp_path / "gold.csv"
        path.write_text(text)
        return read_gold(path, questions, ReadOptions(**options))

    return gold


def test_an_answer_may_stand_many_times(gold):
    export = gold("item,truth\na,x\na,x\nb,y\n", NOMINAL)
    assert export.gold.select("item", "question", "labels").rows() == [("a", "label", ["x"]), ("b", "label", ["y"])]
    assert (export.counts.read, export.counts.accepted) == (3, 3)


def test_contradicting_answers_are_refused_both(gold):
    export = gold("item,truth\na,x\na,y\nb,y\n", NOMINAL)
    assert export.gold["item"].to_list() == ["b"]
    assert export.rejects["line"].to_list() == [3]
    assert (export.counts.accepted, export.counts.rejected) == (1, 2)


def test_equal_numbers_written_differently_do_not_contradict(gold):
    export = gold("item,truth\na,1\na,1.0\n", parse_scale("label=interval"))
    assert export.gold.select("item", "value").rows() == [("a", 1.0)]


def test_rows_may_name_their_question(gold):
    export = gold("item,question,gold\na,label,x\na,score,3\n", NOMINAL, parse_scale("score=interval:0..10"))
    assert export.gold.select("question", "labels", "value").rows() == [("label", ["x"], None), ("score", None, 3.0)]


def test_a_column_called_as_a_question_answers_it_if_it_is_the_only_one(gold):
    score = parse_scale("score=interval:0..10")
    export = gold("item,score,remark\na,3,clear\n", NOMINAL, score)
    assert export.gold.select("item", "question", "value").rows() == [("a", "score", 3.0)]
    with pytest.raises(UsageError, match="which question"):
        gold("item,score,label\na,3,x\n", NOMINAL, score)


def test_several_rows_of_a_multilabel_question_are_one_set(gold):
    export = gold("item,gold\na,x\na,y\n", parse_scale("label=multilabel:x,y"))
    assert export.gold["labels"].to_list() == [["x", "y"]]


def test_an_answer_that_the_question_does_not_have_is_refused(gold):
    export = gold("item,gold\na,z\nb,x\n", NOMINAL)
    assert export.gold["item"].to_list() == ["b"]
    assert export.rejects["column"].to_list() == ["gold"]


def test_two_columns_without_names_are_item_and_answer(gold):
    assert gold("1\tx\r\n2\ty\r\n", NOMINAL).gold["item"].to_list() == ["1", "2"]


def test_it_must_be_clear_which_question_is_answered(gold):
    with pytest.raises(UsageError, match="which question"):
        gold("item,gold\na,x\n", NOMINAL, Question("other", Scale.NOMINAL))
    assert gold("item,gold\na,x\n", NOMINAL, Question("other", Scale.NOMINAL), question_name="label").gold.height == 1


def test_without_questions_the_scale_is_inferred(gold):
    assert gold("item,truth\na,1.5\nb,2\n").questions == (Question("truth", Scale.INTERVAL),)


@pytest.mark.parametrize(
    ("name", "items"), [("dog/dogs-1.merged.truth.tsv", 807), ("s-rel/truth.csv", 4460), ("bluebirds/truth.csv", 108)]
)
def test_the_truth_files_load_as_they_are(shared, name, items):
    export = read_gold(shared / "data" / "truth-inference" / name)
    assert export.gold.height == items
    assert export.counts.rejected == 0
