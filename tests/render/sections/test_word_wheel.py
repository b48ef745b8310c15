"""Words in their categories."""

import oe_quality as oeq
from oe_quality.readers import ReadOptions
from oe_quality.render.page.blocks import Figure, Prose
from oe_quality.render.sections.word_wheel import block
from oe_quality.scales import Question, Scale


def asked(labels):
    rows = {"item": [1, 1, 2, 2], "annotator": [*"xyxy"], "word": labels}
    question = Question("word", Scale.NOMINAL, hierarchical=True, open_vocabulary=True)
    options = ReadOptions(item=("item",), annotator=("annotator",), label=("word",), scales=(question,))
    with oeq.from_frame(rows, options) as store:
        return oeq.distributions(store, "word")


def test_each_word_stands_in_its_category_with_how_often_it_was_given():
    made = block(asked(["joy/glee", "joy/glee", "joy/bliss", "anger/rage"]))
    assert isinstance(made, Figure)
    assert made.table.frame.rows() == [
        ("joy", "glee", 2, 0.5),
        ("joy", "bliss", 1, 0.25),
        ("anger", "rage", 1, 0.25),
    ]
    assert made.caption.startswith("3 words of 2 categories; most often of joy (75 %)")


def test_labels_without_categories_have_none_and_it_is_said():
    made = block(asked(["glee", "glee", "rage", "rage"]))
    assert isinstance(made, Prose)
    assert "no words in categories" in made.paragraphs[0]
