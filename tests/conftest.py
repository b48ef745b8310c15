"""Fixtures that all rooms share."""

import os
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real exports and reference values; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("OEQ_SHARED", Path(__file__).parent.parent.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no reference data at {folder} (set OEQ_SHARED to where they lie)")
    return folder


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator with a fixed seed."""
    return np.random.default_rng(20231022)
