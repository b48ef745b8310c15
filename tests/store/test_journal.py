"""The journal: who was written to, when and about what."""

from datetime import datetime

import pytest

from oe_quality.errors import UsageError
from oe_quality.store.journal import Sent


def test_letters_are_kept_in_their_order(store, small):
    store.ingest(small)
    alias = store.person("9").alias
    assert store.record_sent([Sent("9", "thank"), Sent(alias, "coach", "gold")], datetime(2026, 11, 2)) == 2
    assert store.journal().rows() == [
        ("9", alias, "thank", "", datetime(2026, 11, 2)),
        ("9", alias, "coach", "gold", datetime(2026, 11, 2)),
    ]


@pytest.mark.parametrize("wrong", [Sent("nobody", "thank"), Sent("9", "threat")])
def test_all_are_kept_or_none(store, small, wrong):
    store.ingest(small)
    with pytest.raises(UsageError):
        store.record_sent([Sent("9", "thank"), wrong])
    assert store.journal().is_empty()


def test_what_a_letter_was_about_names_nobody(store, make, row):
    store.ingest(make(row("a", "anna.berg", "mood", "sad"), row("a", "bo_larsen", "mood", "sad")))
    alias = store.person("anna.berg").alias
    store.record_sent([Sent("bo_larsen", "word", "what anna.berg or bo@mail.example said")])
    assert store.journal()["about"].to_list() == [f"what {alias} or (e-mail address) said"]
