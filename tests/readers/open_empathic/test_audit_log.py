from datetime import datetime

from oe_quality.readers.open_empathic.audit_log import Action, Entry, replay


def entry(number, action=Action.UPDATE, **changes):
    return Entry(number, "1", action, (datetime(2024, 1, number), number), changes)


CREATED = entry(1, Action.CREATE, a=(None, "0"), b=(None, "0"))


def test_each_state_is_the_whole_row_after_its_entry():
    found = replay([CREATED, entry(2, a=("0", "1")), entry(3, b=("0", "2"))], {"a": "1", "b": "2"})
    assert found.states == ({"a": "0", "b": "0"}, {"a": "1", "b": "0"}, {"a": "1", "b": "2"})
    assert not found.has_gap


def test_a_log_without_the_creation_is_replayed_backward():
    found = replay([entry(2, a=("0", "1")), entry(3, b=("7", "2"))], {"a": "1", "b": "2", "c": "5"})
    assert found.states == ({"a": "1", "b": "7", "c": "5"}, {"a": "1", "b": "2", "c": "5"})


def test_what_follows_a_gap_is_found_backward():
    # The entry that set a to 5 and b to 6 is missing; forward, the last state would keep b at 0.
    found = replay([CREATED, entry(4, a=("5", "9"))], {"a": "9", "b": "6"})
    assert found.has_gap
    assert found.states == ({"a": "0", "b": "0"}, {"a": "9", "b": "6"})


def test_a_deletion_leaves_the_last_state():
    found = replay([CREATED, entry(2, Action.DELETE, a=("0", None), b=("0", None))], None)
    assert found.states[-1] == {"a": "0", "b": "0"}
