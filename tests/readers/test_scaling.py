"""The scale of a question is settled over all files, and over what a store holds."""

import pytest

from oe_quality.errors import UsageError
from oe_quality.readers.answers.scales import Evidence
from oe_quality.readers.drafting import draft
from oe_quality.readers.mapping import Answers, Mapping
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.scaling import settle
from oe_quality.readers.text.reading import read_sheet
from oe_quality.readers.text.source import input_from_bytes
from oe_quality.scales import Question, Scale, parse_scale

MAPPING = Mapping(item=("item",), annotator=("who",), answers=(Answers("mood"),))


def drafted(answers, **said):
    text = "item,who,mood\n" + "".join(f"i{n},x,{answer}\n" for n, answer in enumerate(answers))
    file = input_from_bytes(text.encode(), "a.csv")
    return draft(file, read_sheet(file), MAPPING, ReadOptions(**said))


NUMBERS = [f"{n / 7:.3f}" for n in range(30)]


def scale_of(*drafts, **known):
    return settle(drafts, **known)["mood"].question.scale


def test_all_files_of_a_call_count():
    assert scale_of(drafted(NUMBERS)) is Scale.INTERVAL
    both = (drafted(NUMBERS), drafted(["joy", "sad"] * 30))
    assert scale_of(*both) is scale_of(*reversed(both)) is Scale.NOMINAL


def test_what_a_store_holds_counts_and_what_is_known_goes_before():
    held = [Evidence("mood", {"joy": 60, "sad": 60})]
    assert scale_of(drafted(NUMBERS), held=held) is Scale.NOMINAL
    assert scale_of(drafted(["1", "2"]), known=[Question("mood", Scale.RATIO)]) is Scale.RATIO


def test_a_scale_for_a_question_that_is_not_there_is_refused():
    with pytest.raises(UsageError, match="no question of this file"):
        settle([drafted(["joy"], scales=(parse_scale("mood=nominal"), parse_scale("mod=nominal")))])
