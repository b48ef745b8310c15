"""No argument reaches another person: names of every shape in one store, and whatever may be typed of them."""

import random

import pytest

from oe_quality.errors import UsageError
from oe_quality.keys import Key
from oe_quality.pseudonyms import called

KEY = Key(b"one key for all of these tests")
SHAPES = (
    "otter-307", "OTTER-307", "otter-307-birch", "jelly-719", "A1", "A01", "a01", "A001", "7", "07", "007", "7.0",
    "1e3", "Anna", "anna", "ANNA", "anna ", "an", "annab", "\u00c4nne", "A\u0308nne", "\u00e4nne", "\u0130",
    "i\u0307", "stra\u00dfe",
    "strasse", "id:7", "pseudonym:7", "6f1b3c1e-0000-4000-8000-000000000001", "6F1B3C1E-0000-4000-8000-000000000001",
    "%", "_", "None", "null", "true", "-1", "\u0661",
)  # fmt: skip


@pytest.fixture
def crowd_of_shapes(store, make, row):
    store.ingest(make(*(row("a", who, "mood", "sad") for who in SHAPES)))
    return store


def meant(store, who):
    """The id of who is meant; None where nobody or more than one is."""
    try:
        return store.person(who).annotator
    except UsageError:
        return None


def test_whatever_is_typed_finds_who_is_called_so_or_nobody(crowd_of_shapes):
    people = {row["annotator"]: row["alias"] for row in crowd_of_shapes.annotators().iter_rows(named=True)}
    texts = {*people, *people.values()}
    typed = texts | {change(text) for text in texts for change in (str.upper, str.lower, str.title, str.strip)}
    typed |= {text[:-1] for text in texts} | {f"0{text}" for text in texts} | {f" {text} " for text in texts}
    found = 0
    for who in sorted(typed):
        one = meant(crowd_of_shapes, who)
        if one is not None:
            found += 1
            plain = who.partition(":")[2] if who.startswith(("id:", "pseudonym:")) else who
            assert one in (who, plain) or plain.strip().lower() == people[one].lower(), who
    assert found >= 2 * len(people) - 4


def test_an_id_reaches_its_own_person_and_so_does_every_pseudonym(crowd_of_shapes):
    for row in crowd_of_shapes.annotators().iter_rows(named=True):
        assert meant(crowd_of_shapes, row["alias"]) == row["annotator"]
        assert meant(crowd_of_shapes, f"pseudonym:{row['alias']}") == row["annotator"]
        assert meant(crowd_of_shapes, f"id:{row['annotator']}") in (row["annotator"], None)
        assert meant(crowd_of_shapes, row["annotator"]) in (row["annotator"], None)


def test_an_id_that_begins_like_a_prefix_makes_nobody_meant_and_says_how(crowd_of_shapes):
    with pytest.raises(UsageError) as caught:
        crowd_of_shapes.person("id:7")
    aliases = dict(crowd_of_shapes.annotators().select("annotator", "alias").rows())
    assert all(f"pseudonym:{aliases[who]}" in str(caught.value) for who in ("7", "id:7"))
    assert meant(crowd_of_shapes, "id:007") == "007"


def test_sixty_four_people_a01_to_a64_are_nobody_else(store, make, row):
    ids = [f"A{n:02}" for n in range(1, 65)]
    store.ingest(make(*(row("a", who, "mood", "sad") for who in ids)))
    people = dict(store.annotators().select("annotator", "alias").rows())
    assert [meant(store, who) for who in ids] == ids
    assert [meant(store, people[who]) for who in ids] == ids
    assert not set(people.values()) & set(ids)
    assert [meant(store, who) for who in ("A0", "A1", "A065", "a01", "A65", "A")] == [None] * 6


def test_pseudonyms_are_the_same_in_every_subset_and_order():
    rng = random.Random(5)
    ids = [f"A{n:02}" for n in range(1, 65)] + [f"worker {n}" for n in range(300)]
    whole = called(KEY, ids)
    assert len(set(whole.values())) == len(ids)
    for _ in range(30):
        some = rng.sample(ids, rng.randint(1, len(ids)))
        for who, alias in called(KEY, some).items():
            # Longer only for who collides with somebody present.
            assert alias == whole[who] or whole[who].startswith(f"{alias}-")
    orders = [called(KEY, rng.sample(ids, len(ids))) for _ in range(5)]
    assert all(order == whole for order in orders)
