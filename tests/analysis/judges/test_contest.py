"""The alternative annotator test on a store: what it says where nothing varies."""

import oe_quality as oeq


def test_where_every_comparison_ends_alike_no_interval_is_made_up():
    people = [("p0", "human"), ("p1", "human"), ("p2", "human"), ("m", "model")]
    rows = [(f"i{i:02}", who, "xyz"[i % 3], kind) for i in range(40) for who, kind in people]
    columns = dict(zip(("item", "annotator", "label", "source"), map(list, zip(*rows, strict=True)), strict=True))
    with oeq.from_frame(columns) as store:
        (question,) = oeq.judges(store).questions
    (judge,) = question.judges
    advantage = judge.alt_test.advantage
    assert advantage.value == 1.0
    assert advantage.interval is None
    assert "do not vary" in advantage.note
