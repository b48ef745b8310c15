"""What is alike stands side by side."""

import numpy as np

from oe_quality.render.charts.order import clustered


def test_clustered_order_puts_what_is_alike_side_by_side():
    alike = np.zeros((6, 6))
    for a, b in ((0, 3), (3, 5), (1, 4), (4, 2)):
        alike[a, b] = alike[b, a] = 1.0
    order = clustered(alike)
    assert {frozenset(order[:3]), frozenset(order[3:])} == {frozenset({0, 3, 5}), frozenset({1, 2, 4})}
    assert clustered(np.ones((2, 2))) == [0, 1]


def test_the_order_is_of_what_is_alike_in_either_direction():
    alike = np.zeros((5, 5))
    alike[0, 4] = alike[3, 1] = 1.0
    order = clustered(alike)
    assert abs(order.index(0) - order.index(4)) == abs(order.index(3) - order.index(1)) == 1
    assert sorted(order) == list(range(5))
