"""Fits that are kept for others who ask for the same."""

import numpy as np

from oe_quality.kernel.data.chunk import InMemory
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.em.sharing import shared_fits
from oe_quality.kernel.simulate import choices, crew

WORLD = choices(3, 40, crew({"good": 5}), 3, 4)
SOURCE = InMemory((WORLD.chunk,), 5, 3)
ALIKE = InMemory((choices(3, 40, crew({"good": 5}), 3, 4).chunk,), 5, 3)


def test_the_same_answers_are_fitted_once_while_fits_are_shared():
    with shared_fits():
        first = fit(Method.DAWID_SKENE, SOURCE)
        assert fit(Method.DAWID_SKENE, ALIKE) is first
        assert fit(Method.DAWID_SKENE, ALIKE, max_steps=400) is first
    assert fit(Method.DAWID_SKENE, SOURCE) is not first


def test_within_a_block_that_shares_another_shares_the_same_fits():
    with shared_fits():
        with shared_fits():
            first = fit(Method.DAWID_SKENE, SOURCE)
        assert fit(Method.DAWID_SKENE, ALIKE) is first
    assert fit(Method.DAWID_SKENE, SOURCE) is not first


def test_whatever_determines_a_fit_tells_it_from_others():
    gold = np.full(40, -1, dtype=np.int32)
    gold[0] = 1
    with shared_fits():
        first = fit(Method.DAWID_SKENE, SOURCE)
        others = [
            fit(Method.WAWA, SOURCE),
            fit(Method.DAWID_SKENE, SOURCE, tol=1e-3),
            fit(Method.DAWID_SKENE, SOURCE, gold=gold),
            fit(Method.DAWID_SKENE, SOURCE, seed=1),
            fit(Method.DAWID_SKENE, SOURCE, max_steps=2),
            fit(Method.DAWID_SKENE, InMemory((WORLD.chunk,), 6, 3)),
        ]
        assert all(other is not first for other in others)
        assert fit(Method.DAWID_SKENE, SOURCE) is first


def test_outside_nothing_is_kept():
    assert fit(Method.WAWA, SOURCE) is not fit(Method.WAWA, SOURCE)
