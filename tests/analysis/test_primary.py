"""The question that is spoken of where none is named."""

import pytest

from oe_quality.analysis.primary import choose_primary
from oe_quality.errors import NotComputableError
from oe_quality.scales import Question, Scale
from oe_quality.store import QuestionInfo


def test_the_primary_question_is_closed_answered_often_and_rich_in_labels():
    def info(name, scale, n_labels, n, **more):
        labels = tuple(map(str, range(n_labels)))
        return QuestionInfo(Question(name, scale, labels, **more), 9, 9, n, 0)

    few = info("few", Scale.NOMINAL, 3, 950)
    rich = info("rich", Scale.MULTILABEL, 16, 940)
    rare = info("rare", Scale.NOMINAL, 30, 100)
    free = info("free", Scale.NOMINAL, 40, 1000, open_vocabulary=True)
    number = info("number", Scale.INTERVAL, 0, 1000)
    assert choose_primary((few, rich, rare, free, number))[0] == "rich"
    assert choose_primary((free, number))[0] == "free"
    with pytest.raises(NotComputableError):
        choose_primary((number,))
    assert choose_primary((number,), numeric=True)[0] == "number"
    assert choose_primary((free, number), numeric=True)[0] == "free"


def test_a_vocabulary_is_refused_for_its_size_and_not_for_having_no_labels():
    labels = tuple(map(str, range(1000)))
    words = QuestionInfo(Question("words", Scale.NOMINAL, labels), 9, 9, 100, 0)
    with pytest.raises(NotComputableError, match=r"at most 64 labels; words has 1,000"):
        choose_primary((words,))
