"""Fixtures that all rooms share."""

import json
import os
import signal

# Before NumPy is imported: more threads than cores, one set per worker, wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# The same pseudonyms for everybody who runs the tests, and nobody's own key is made or read.
os.environ["OEQ_KEY"] = "a key for these tests alone"

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike

from oe_quality.kernel.data.chunk import RatingChunk, offsets_of

# A run in the background inherits an interrupt that is ignored; what is tested is what a terminal's does.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real exports and reference values; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("OEQ_SHARED", Path(__file__).parent.parent.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no reference data at {folder} (set OEQ_SHARED to where they lie)")
    return folder


@pytest.fixture(scope="session")
def published() -> Callable[[str], dict[str, Any]]:
    """`published(name)`: numbers from the literature and from other packages, with their source in the file."""
    folder = Path(__file__).parent / "golden" / "published"
    return lambda name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator with a fixed seed."""
    return np.random.default_rng(20231022)


@pytest.fixture(scope="session")
def ratings_of() -> Callable[[ArrayLike], RatingChunk]:
    """Turn a table (I, A) of ratings, NaN or None where one is missing, into a `RatingChunk`."""

    def chunk(table: ArrayLike) -> RatingChunk:
        x = np.array(table, dtype=float)
        items, annotators = np.nonzero(~np.isnan(x))
        return RatingChunk(offsets_of(items, len(x)), annotators.astype(np.int32), x[items, annotators])

    return chunk
