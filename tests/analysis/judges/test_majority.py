"""A model against people's majority: known counts, Cohen's kappa, and stated confidence from file to sentence."""

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.analysis.judges.tables import confidence_table, confusion_table, right_table
from oe_quality.analysis.judges.wording import sentences


def table(confident=None, n=120):
    """Three people who agree on everything, and a model that takes every fourth b for a."""
    rows = []
    for i in range(n):
        truth = "ab"[i % 2]
        said = "a" if i % 8 == 1 else truth
        rows += [(f"i{i:03}", f"p{p}", truth, "human", "") for p in range(3)]
        rows.append((f"i{i:03}", "m", said, "model", "" if confident is None else confident(i, said == truth)))
    return {name: list(column) for name, column in zip(("item", "annotator", "label", "source", "confidence"),
                                                      zip(*rows, strict=True), strict=True)}  # fmt: skip


@pytest.fixture
def write(tmp_path):
    import polars as pl

    def store(columns):
        pl.DataFrame(columns).write_csv(tmp_path / "a.csv")
        oeq.load(tmp_path / "q.duckdb", tmp_path / "a.csv")
        return oeq.open_store(tmp_path / "q.duckdb")

    return store


def test_counts_rates_and_kappa(write):
    with write(table()) as store:
        found = oeq.judges(store)
    it = found.questions[0].judges[0].majority
    assert (it.n_items, it.n_ties) == (120, 0)
    assert {(c.people, c.model): c.n for c in it.cells} == {("a", "a"): 60, ("b", "b"): 45, ("b", "a"): 15}
    assert it.accuracy.value == 105 / 120
    assert it.accuracy.interval.low == pytest.approx(0.80397, abs=1e-5)
    assert it.kappa.value == pytest.approx(0.75)
    assert it.kappa.interval.low < 0.75 < it.kappa.interval.high
    rates = {one.label: (one.recall.value, one.precision.value) for one in it.labels}
    assert rates == {"a": (1.0, 0.8), "b": (0.75, 1.0)}
    assert confusion_table(found)["n_items"].sum() == 120
    assert right_table(found)["label"].to_list() == ["", "a", "b"]


def test_with_one_person_xrr_of_labels_is_cohens_kappa_and_of_numbers_lins_concordance(write):

    rng = np.random.default_rng(2)
    one = rng.integers(0, 5, 60)
    two = np.clip(one + rng.integers(-1, 2, 60), 0, 4)
    rows = [(f"i{i:02}", who, str(v), kind) for i in range(60)
            for who, v, kind in (("p", one[i], "human"), ("m", two[i], "model"))]  # fmt: skip
    columns = dict(zip(("item", "annotator", "answer", "source"), map(list, zip(*rows, strict=True)), strict=True))
    found = {}
    for scale in ("nominal", "interval"):
        with oeq.from_frame(columns, scales=(oeq.parse_scale(f"answer={scale}"),)) as store:
            found[scale] = oeq.judges(store).questions[0].judges[0].agreement.with_people.value
    chance = sum((one == k).mean() * (two == k).mean() for k in range(5))
    assert found["nominal"] == pytest.approx(((one == two).mean() - chance) / (1 - chance))
    concordance = 2 * np.cov(one, two, bias=True)[0, 1] / (one.var() + two.var() + (one.mean() - two.mean()) ** 2)
    assert found["interval"] == pytest.approx(concordance)


def test_stated_confidence_goes_from_the_file_to_the_sentence(write):
    with write(table(lambda i, right: "0.95" if i % 3 else "0.97")) as store:
        assert store.confidences("label").height == 120
        found = oeq.judges(store)
    it = found.questions[0].judges[0].confidence
    assert it.n_items == 120
    assert it.gap.value == pytest.approx(0.9567 - 0.875, abs=1e-3)
    assert it.gap.interval.low > 0
    assert any("m is surer than it is right, by 0.08" in text for text in sentences(found))
    assert confidence_table(found)["bin"].to_list() == ["all", "0.95-0.95", "0.97-0.97"]


def test_per_cent_is_read_as_such_and_a_scale_of_its_own_is_not_taken(write):
    with write(table(lambda i, right: "95%" if i % 3 else "60%")) as store:
        assert sorted(store.confidences("label")["confidence"].unique()) == pytest.approx([0.6, 0.95])
    with oeq.from_frame(table(lambda i, right: str(1 + i % 5))) as store:
        assert store.confidences("label").is_empty()
