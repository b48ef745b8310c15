"""A model that judges otherwise than it did is seen by the comparison; one that did not change is not accused."""

import numpy as np
import pytest

import oe_quality as oeq


def answers(right, seed):
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(150):
        for who, how, kind in [*((f"p{a}", 0.8, "human") for a in range(4)), ("m", right, "model")]:
            label = i % 3 if rng.random() < how else int((i % 3 + rng.integers(1, 3)) % 3)
            rows.append((f"i{i:03}", who, "abc"[label], kind))
    return dict(zip(("item", "annotator", "label", "source"), map(list, zip(*rows, strict=True)), strict=True))


@pytest.fixture(scope="module")
def sides(tmp_path_factory):
    import polars as pl

    folder = tmp_path_factory.mktemp("drift")
    for name, right in (("good", 0.85), ("same", 0.85), ("worse", 0.5)):
        pl.DataFrame(answers(right, len(name) + ord(name[0]))).write_csv(folder / f"{name}.csv")
        oeq.load(folder / f"{name}.duckdb", folder / f"{name}.csv")
    return {name: oeq.open_side(folder / f"{name}.duckdb") for name in ("good", "same", "worse")}


def test_a_drift_is_said_and_none_is_made_up(sides):
    (worse,), (same,) = (oeq.compare(sides["good"], sides[name]).judges for name in ("worse", "same"))
    assert worse.difference.interval.high < 0
    assert "m on label agrees clearly less with people than before" in worse.words
    assert same.difference.interval.low <= 0 <= same.difference.interval.high
    assert "no drift is shown" in same.words
    found = oeq.compare(sides["good"], sides["worse"])
    assert "m with people on label" in found.frame()["measure"].to_list()
    assert found.to_dict()["judges"][0]["model"] == "m"
