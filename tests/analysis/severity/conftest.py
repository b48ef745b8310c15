"""A study of an ordered question by the Rasch model: eight people, the last of whom answers at random."""

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.kernel.ratings.rasch import draw

SEVERITY = np.array([-1.2, -0.6, -0.2, 0.0, 0.1, 0.4, 0.7, 0.8])
LABELS = ("never", "seldom", "often")


@pytest.fixture(scope="session")
def rated():
    rng = np.random.default_rng(9)
    items, people = 120, 8
    who = np.argsort(rng.random((items, people)), axis=1)[:, :6].ravel()
    item = np.repeat(np.arange(items), 6)
    place = 1.5 * rng.standard_normal(items)[item] - SEVERITY[who]
    label = draw(np.where(who == 7, -place, place), np.array([-0.6, 0.6]), rng)
    return {
        "item": [f"i{i:03}" for i in item],
        "annotator": [f"p{a}" for a in who],
        "harm": [LABELS[k] for k in label],
        "score": [float(k + 1) for k in label],
        "kind": ["abc"[k] for k in label],
        "fine": rng.normal(size=len(item)).round(4).tolist(),
    }


@pytest.fixture(scope="session")
def store(rated):
    scales = ["harm=ordinal:never<seldom<often<always", "score=interval", "fine=interval", "kind=nominal"]
    with oeq.from_frame(rated, label=["harm", "kind", "score", "fine"], scales=scales) as made:
        yield made


@pytest.fixture(scope="session")
def found(store):
    return oeq.severity(store, "harm", studies=40)
