"""Names are found as people and machines write them, and words that only contain them are not."""

import pytest

from oe_quality.names import Names, Replacements

FOUND = [
    ("bob", "rec_bob_1.wav"),
    ("bob", "BOB2"),
    ("bob", "by bob"),
    ("chloe", "chloe_b"),
    ("chloe_b", "chloe b"),
    ("José", "by Jose\u0301 himself"),
    ("Jose\u0301", "JOSÉ"),
    ("jose", "José"),
    ("anna.berg", "Anna Berg"),
    ("anna.berg", "take_AnnaBerg_3"),
    ("anna berg", "anna_berg2"),
    ("Müller-Lüdenscheidt", "mu\u0308ller lüdenscheidt"),
    ("w12", "clip-w12.wav"),
    ("9876543", "id_9876543x"),
    ("ｂｏｂ", "bob"),
    ("李雷", "李雷 来了"),
    ("王小明", "请问王小明说"),
    ("김철수", "김철수가 말했다"),
    ("さくら", "さくらさん"),
    ("สมชาย", "คุณสมชายพูด"),
    ("Łukasz", "Lukasz"),
    ("soren", "Søren"),
    ("müller-77", "Mueller77"),
    ("mueller", "Müller"),
    ("bob", "b\u200bo\u00adb"),
]
NOT_FOUND = [
    ("bob", "bobby"),
    ("bob", "kabob 1"),
    ("anna.berg", "anna and berg"),
    ("anna.berg", "joanna bergen"),
    ("w12", "w123"),
    ("w12", "w 12"),
    ("jo", "jo"),
    ("62", "62 annotations"),
    ("9876543", "98765432"),
    ("", "anything"),
    ("...", "..."),
    ("李", "李子"),
    ("김", "김치"),
    ("samuel", "the samurai"),
    ("poe", "po"),
]


@pytest.mark.parametrize(("name", "text"), FOUND)
def test_a_name_is_found_and_replaced_however_it_is_written(name, text):
    assert Names(["somebody else", name]).within(text)
    after = Replacements({name: "P"}).apply(f"so {text} said")
    assert "P" in after
    assert after.startswith("so ")
    assert after.endswith(" said")
    assert not Names([name]).within(after)


@pytest.mark.parametrize(("name", "text"), NOT_FOUND)
def test_what_only_contains_it_is_not(name, text):
    assert not Names([name]).within(text)
    assert Replacements({name: "P"}).apply(text) == text


def test_short_names_count_as_whole_cells():
    names = Names(["jo", "62", "José"])
    assert names.is_one(" Jo ")
    assert names.is_one("62")
    assert names.is_one("JOSE\u0301")
    assert not names.is_one("jo b")


def test_the_longer_name_is_replaced_first():
    both = Replacements({"anna": "p1", "anna.b": "p2"})
    assert both.apply("Anna, anna.b, Anna B") == "p1, p2, p2"


def test_of_two_names_that_meet_in_a_form_each_keeps_its_own():
    both = Replacements({"muller": "p1", "mueller": "p2", "müller": "p3"})
    assert both.apply("mueller") == "p2"
    assert both.apply("muller") in ("p1", "p3")
