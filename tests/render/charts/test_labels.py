"""Names beside marks: each where it covers least, and none where it would cover much."""

import polars as pl

from oe_quality.render.charts.labels import SIDES, placed

ENDS, SIZE = ((0.0, 1.0), (0.0, 1.0)), (400, 300)


def sides(points, words):
    frame = pl.DataFrame({"x": [x for x, _ in points], "y": [y for _, y in points], "name": words})
    return placed(frame, "x", "y", "name", ENDS, SIZE)["side"].to_list()


def test_names_keep_inside_and_off_other_marks():
    assert sides([(0.5, 1.0)], ["at the top"]) == ["below"]
    assert sides([(0.0, 0.5)], ["a long name at the left end"]) == ["right"]
    first, second = sides([(0.5, 0.5), (0.5, 0.55)], ["joy", "anger"])
    assert first != "above"
    assert second != "below"


def test_a_name_without_room_is_left_out_and_the_others_stay():
    crowd = [(0.5 + 0.004 * (i % 5), 0.5 + 0.004 * (i // 5)) for i in range(25)]
    found = sides([(0.1, 0.1), *crowd], ["alone", *[f"somebody {i}" for i in range(25)]])
    assert found[0] in SIDES
    assert found.count(None) > 15
    assert found.count(None) < 25
