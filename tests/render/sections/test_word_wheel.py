"""Words in their categories."""

from dataclasses import replace

import oe_quality as oeq
from oe_quality.analysis.distributions.shares import distributions
from oe_quality.render.page.blocks import Figure, Prose
from oe_quality.render.sections.word_wheel import block


def asked(labels, *, hierarchical=True):
    with oeq.from_frame({"item": [1, 1, 2, 2], "annotator": [*"xyxy"], "word": labels}, label="word") as store:
        panel = store.panel("word")
    return distributions(replace(panel, question=replace(panel.question, hierarchical=hierarchical)))


def test_each_word_stands_in_its_category_with_how_often_it_was_given():
    made = block(asked(["joy/glee", "joy/glee", "joy/bliss", "anger/rage"]))
    assert isinstance(made, Figure)
    assert made.table.frame.rows() == [
        ("joy", "glee", 2, 0.5),
        ("joy", "bliss", 1, 0.25),
        ("anger", "rage", 1, 0.25),
    ]
    assert made.caption.startswith("3 words of 2 categories; most often of joy (75 %)")


def test_a_category_without_a_word_has_its_room_too():
    made = block(asked(["joy/glee", "fear", "fear", "fear"]))
    assert made.table.frame.rows() == [("fear", "", 3, 0.75), ("joy", "glee", 1, 0.25)]


def test_labels_without_categories_have_none_and_it_is_said():
    made = block(asked(["glee", "glee", "rage", "rage"], hierarchical=False))
    assert isinstance(made, Prose)
    assert "no words in categories" in made.paragraphs[0]
