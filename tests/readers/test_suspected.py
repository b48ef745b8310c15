import pytest

from oe_quality.readers import ReadOptions
from oe_quality.readers.mapping import Answers, Mapping
from oe_quality.readers.registry import read
from oe_quality.readers.suspected import columns_like_answers, people_named_like_models
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.text.source import input_from_bytes

MAPPING = Mapping(item=("item",), annotator=("who",), answers=(Answers("label"),))


def said_of(values, mapping=MAPPING):
    """What is said of a column `extra` beside two answers to each of three items."""
    rows = [
        {"item": f"i{row // 2}", "who": f"p{row % 2}", "label": "ab"[row % 2], "extra": value}
        for row, value in enumerate(values)
    ]
    return columns_like_answers(Sheet.of_records(enumerate(rows, 1)), mapping)


def test_a_column_with_one_label_for_each_item_is_asked_about():
    (said,) = said_of("aabbaa")
    assert "--model extra" in said
    assert "--gold-column extra" in said


@pytest.mark.parametrize(
    "values",
    [
        pytest.param("aaaaaa", id="one label tells nothing"),
        pytest.param("ababab", id="it differs within items"),
        pytest.param("aabbcc", id="nobody gives that label"),
    ],
)
def test_other_columns_are_not(values):
    assert said_of(values) == []


def test_nor_where_it_could_answer_several_questions():
    assert said_of("aabbaa", MAPPING.but(answers=(Answers("label"), Answers("who")))) == []


@pytest.mark.parametrize(
    "name",
    [
        "gpt-4o",
        "GPT4",
        "my_gpt",
        "claude-3-opus",
        "Claude Sonnet",
        "gemini_flash",
        "llama3",
        "llm",
        "model_label",
        "model",
    ],
)
def test_names_of_models_are_asked_about(name):
    assert people_named_like_models([name])


@pytest.mark.parametrize("name", ["claude", "Claude Monet", "egpt", "bertha", "roberta", "modeler", "ana", "phil"])
def test_names_of_people_are_not(name):
    assert people_named_like_models([name]) == []


def test_several_are_named_with_the_options_that_say_so():
    (said,) = people_named_like_models(["ana", "gpt 4", "llama3"])
    assert said.endswith("say --model 'gpt 4' --model llama3.")


def loaded(text):
    return read(input_from_bytes(text.encode(), "t.csv"), ReadOptions())


def test_cells_that_were_merged_are_told():
    merged = "clip,rater,mood\na,x,joy\n,y,sad\nb,x,joy\n,y,joy\n"
    assert any("cells of a spreadsheet were merged" in said for said in loaded(merged).remarks)
    assert not any("merged" in said for said in loaded(merged.replace("\n,y", "\nz,y")).remarks)


def test_people_called_as_what_was_settled_on_are_told():
    rows = "clip,rater,mood\na,x,joy\na,Majority vote,joy\nb,x,sad\n"
    assert any("'Majority vote' is called as what was settled on" in said for said in loaded(rows).remarks)
