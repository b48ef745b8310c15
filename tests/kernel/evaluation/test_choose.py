"""Which algorithm predicts best answers that it has not seen."""

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import InMemory
from oe_quality.kernel.evaluation.choose import clustered_error, compare
from oe_quality.kernel.simulate import choices, crew


def test_an_error_of_independent_values_is_that_of_a_mean():
    values = np.array([0.0, 1.0, 2.0, 5.0])
    assert clustered_error(values, np.arange(4)) == pytest.approx(values.std(ddof=1) / 2)


def test_copies_within_a_cluster_tell_nothing_new():
    values, cluster = np.array([0.0, 1.0, 2.0, 5.0]), np.arange(4)
    assert clustered_error(np.repeat(values, 3), np.repeat(cluster, 3)) == pytest.approx(
        clustered_error(values, cluster)
    )


def test_one_cluster_has_no_error_to_tell():
    assert clustered_error(np.array([1.0, 2.0]), np.zeros(2, dtype=np.int64)) == 0.0


def test_a_model_of_annotators_predicts_them_better_than_votes_do_and_comes_first():
    world = choices(5, 300, crew({"good": 5, "spammer": 5}), 3, 5)
    rows = compare(InMemory((world.chunk,), world.n_annotators, world.n_labels), ("majority", "dawid-skene"))
    assert [row.method for row in rows] == ["dawid-skene", "majority"]
    assert rows[0].log_loss < rows[1].log_loss
    assert rows[0].n == rows[1].n > 0


def test_nothing_to_set_aside_gives_no_rows():
    world = choices(5, 5, crew({"good": 1}), 3, 1)
    assert compare(InMemory((world.chunk,), world.n_annotators, world.n_labels), ("majority",)) == ()
