"""A study of labels and sets by two sites, one of which leans to another label."""

import numpy as np
import pytest

import oe_quality as oeq


@pytest.fixture(scope="session")
def sites():
    rng = np.random.default_rng(3)
    rows = []
    for i in range(30):
        for a in range(14):
            north = a < 7
            lean = 0.35 if north else 0.0
            label = "sad" if rng.random() < lean else ["glad", "sad", "calm"][(i + (rng.random() < 0.3)) % 3]
            tags = [t for t in ("loud", "long") if rng.random() < (0.7 if i % 2 else 0.3)]
            rows.append((f"i{i:02}", f"p{a:02}", label, tags, float(a), "tiny" if a == 13 else "ns"[not north], i % 2))
    names = ("item", "annotator", "mood", "tags", "score", "site", "half")
    frame = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    options = {"annotator_attributes": "site", "item_attributes": "half", "scales": ["score=interval", "mood=nominal"]}
    with oeq.from_frame(frame, label=["mood", "tags", "score"], **options) as store:
        yield store
