"""How columns were understood, in words."""

from oe_quality.readers.mapping import Answers, Mapping
from oe_quality.readers.telling import UNREAD_SHOWN, not_read, understood_as
from oe_quality.readers.text.sheet import Sheet

MAPPING = Mapping(item=("clip", "part"), annotator=("who",), answers=(Answers("mood"), Answers("tone")), time="when")


def test_each_role_is_told_with_its_columns():
    said = "Read item from 'clip' + 'part', annotator from 'who', answers from 'mood' + 'tone', time from 'when'."
    assert understood_as(MAPPING) == said


def test_columns_without_a_role_are_named_but_for_addresses_and_too_many():
    names = ("clip", "part", "who", "mood", "tone", "when")
    more = ("ann@example.org", *(f"c{n}" for n in range(UNREAD_SHOWN)))
    sheet = Sheet.of_records([(1, dict.fromkeys((*names, *more), "x"))])
    (said,) = not_read(sheet, MAPPING)
    assert said.startswith("Not read: (an e-mail address), 'c0'")
    assert said.endswith("and 1 more.")
    assert "example.org" not in said
    assert not_read(sheet, MAPPING.but(format="a tool")) == []
    assert not_read(Sheet.of_records([(1, dict.fromkeys(names, "x"))]), MAPPING) == []
