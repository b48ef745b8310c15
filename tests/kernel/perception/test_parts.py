"""Answers as parts between no and yes."""

import numpy as np

from oe_quality.kernel.data.chunk import InMemory, SetChunk
from oe_quality.kernel.perception.parts import Presence, intensity


def test_intensities_are_answers_between_no_and_yes():
    chunk = SetChunk(
        np.array([0, 2]), np.array([0, 1], np.int32), np.array([0, 2, 3]), np.array([0, 1, 0], np.int32),
        np.array([0.5, 1.0, 1.0]),
    )  # fmt: skip
    np.testing.assert_allclose(intensity(chunk, 0, 1.0), [0.5, 1.0])
    np.testing.assert_allclose(intensity(chunk, 1, 1.0), [1.0, 0.0])
    part = next(iter(Presence(InMemory((chunk,), 2, 2), 0).parts(1.0)))
    np.testing.assert_allclose(part.answer.sum(axis=1), 1.0)
