"""Leaving out: the algebra on patterns against counting everything again; invariances; other packages."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oe_quality.kernel.agreement.alpha import Alpha, alpha, ordinal_alpha
from oe_quality.kernel.agreement.chance import Chance, MeanSimilarity, SpecificAgreement, chance_corrected
from oe_quality.kernel.agreement.conger import conger
from oe_quality.kernel.agreement.counts import count
from oe_quality.kernel.agreement.distances import (
    RatioDistance,
    agreement_weights,
    circular,
    from_weights,
    interval,
    nominal,
    ratio,
)
from oe_quality.kernel.agreement.statistic import measure
from oe_quality.kernel.data.chunk import chunk_of

K = 4
SCORES = np.array([1.0, 2.0, 4.0, 7.0])
LINEAR = agreement_weights("linear", K)
STATISTICS = {
    "alpha nominal": lambda c, t: alpha(t, nominal(K), c),
    "alpha ordinal": lambda c, t: ordinal_alpha(t, c),
    "alpha interval": lambda c, t: alpha(t, interval(SCORES), c),
    "alpha ratio": lambda c, t: alpha(t, ratio(SCORES), c),
    "alpha ratio, by blocks": lambda c, t: alpha(t, RatioDistance(SCORES), c),
    "alpha circular": lambda c, t: alpha(t, circular(SCORES, 8.0), c),
    "alpha weighted": lambda c, t: alpha(t, from_weights("linear", LINEAR), c),
    "percent": lambda c, t: chance_corrected(t, Chance.PERCENT, LINEAR, c),
    "fleiss": lambda c, t: chance_corrected(t, Chance.FLEISS, None, c),
    "fleiss compared": lambda c, t: chance_corrected(t, Chance.FLEISS, None, c, compared=True),
    "ac2": lambda c, t: chance_corrected(t, Chance.GWET, LINEAR, c),
    "brennan-prediger": lambda c, t: chance_corrected(t, Chance.UNIFORM, None, c),
    "conger": lambda c, t: conger(c, LINEAR, 6),
    "similarity": lambda c, t: measure(MeanSimilarity(nominal(K)), t, only_pairable=True, chunk=c),
    "specific": lambda c, t: measure(SpecificAgreement(1), t, only_pairable=True, chunk=c),
}


def from_arrays(items, annotators, labels, n_items):
    chunk = chunk_of(items, annotators, labels, n_items)
    return chunk, count(chunk, K, 6)


@pytest.fixture(params=[0, 1])
def cells(request, random_rows):
    rows = random_rows(request.param, n_items=25)
    found = [(i, a, v) for i, row in enumerate(rows) for a, v in enumerate(row) if v is not None]
    return tuple(np.array(column) for column in zip(*found, strict=True))


@pytest.mark.parametrize("name", STATISTICS)
def test_leaving_out_equals_counting_again(name, cells):
    items, annotators, labels = cells
    statistic = STATISTICS[name](*from_arrays(*cells, 25))

    def again(keep):
        return STATISTICS[name](*from_arrays(items[keep], annotators[keep], labels[keep], 25)).value

    deleted, rows = statistic.without_items(), statistic.item_rows()
    found = np.where(rows >= 0, deleted.values[rows], statistic.value)
    assert found == pytest.approx([again(items != i) for i in range(25)], abs=1e-10)
    found = statistic.without_annotators().values
    assert found == pytest.approx([again(annotators != a) for a in range(6)], abs=1e-10)
    deleted = statistic.without_answers()
    each = np.arange(len(items))
    brute = np.sort([again(each != r) for r in each])
    assert np.sort(np.repeat(deleted.values, deleted.times)) == pytest.approx(brute, abs=1e-10)


@pytest.mark.parametrize("name", STATISTICS)
def test_weights_count_units_so_often(name, cells, rng):
    items, annotators, labels = cells
    statistic = STATISTICS[name](*from_arrays(*cells, 25))
    ones = np.ones(25), np.ones(6)
    assert statistic.reweighted(*ones) == pytest.approx(statistic.value, abs=1e-12)
    assert statistic.resampled(statistic.frequency[None, :].astype(float))[0] == pytest.approx(
        statistic.value, abs=1e-12
    )
    once = (rng.random(25) < 0.7).astype(float)
    keep = once[items] > 0
    subset = STATISTICS[name](*from_arrays(items[keep], annotators[keep], labels[keep], 25)).value
    assert statistic.reweighted(once, np.ones(6)) == pytest.approx(subset, abs=1e-12)
    present = np.array([1, 1, 0, 1, 1, 1.0])
    without = statistic.without_annotators().values[2]
    assert statistic.reweighted(np.ones(25), present) == pytest.approx(without, abs=1e-12)


def test_copies_of_an_annotator_never_agree_with_themselves(small):
    s = small([["a", "b"], ["b", "a"], ["a", "b"], ["b", "a"]])
    statistic = chance_corrected(s.table, Chance.PERCENT, None, s.chunk)
    assert statistic.value == 0
    assert statistic.reweighted(np.ones(4), np.array([3.0, 2.0])) == 0


@pytest.mark.parametrize("name", STATISTICS)
def test_names_and_order_do_not_matter(name, cells, rng):
    items, annotators, labels = cells
    value = STATISTICS[name](*from_arrays(*cells, 25)).value
    moved = rng.permutation(25)[items], rng.permutation(6)[annotators], labels
    assert STATISTICS[name](*from_arrays(*moved, 25)).value == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("name", ["alpha nominal", "fleiss", "brennan-prediger", "similarity"])
def test_labels_may_be_renamed(name, cells, rng):
    items, annotators, labels = cells
    value = STATISTICS[name](*from_arrays(*cells, 25)).value
    renamed = STATISTICS[name](*from_arrays(items, annotators, rng.permutation(K)[labels], 25)).value
    assert renamed == pytest.approx(value, abs=1e-12)


def test_interval_alpha_forgets_unit_and_origin(cells):
    _, table = from_arrays(*cells, 25)
    value = alpha(table, interval(SCORES)).value
    assert alpha(table, interval(1e3 + 3e-4 * SCORES)).value == pytest.approx(value, rel=1e-7)
    assert alpha(table, interval(1e-9 * SCORES)).value == pytest.approx(value, rel=1e-12)


def test_ordinal_ranks_of_many_values_equal_the_coincidence_form(cells):
    _, table = from_arrays(*cells, 25)
    exact = ordinal_alpha(table)
    weight = (table.frequency * (table.size > 1))[table.pattern_of_entry()] * table.count
    margin = np.bincount(table.value, weights=weight, minlength=K)
    by_ranks = alpha(table, interval(np.cumsum(margin) - margin / 2))
    assert by_ranks.value == pytest.approx(exact.value, abs=1e-12)
    assert isinstance(by_ranks.coefficient, Alpha)


tables = st.integers(0, 10_000)


@settings(max_examples=40, deadline=None)
@given(tables, st.sampled_from([0.0, 0.3, 0.7]))
def test_the_krippendorff_package_agrees(small, random_rows, seed, missing):
    import krippendorff

    s = small(random_rows(seed, n_items=12, missing=missing), range(K))
    data = np.full((s.n_annotators, s.chunk.n_items), np.nan)
    data[s.chunk.annotator, s.chunk.items()] = SCORES[s.chunk.label]
    for level, build in (("nominal", "alpha nominal"), ("ordinal", "alpha ordinal"), ("interval", "alpha interval"),
                         ("ratio", "alpha ratio")):  # fmt: skip
        ours = STATISTICS[build](s.chunk, s.table).value
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                theirs = krippendorff.alpha(data, level_of_measurement=level)
        except (ValueError, AssertionError):
            theirs = float("nan")
        assert ours == pytest.approx(theirs, abs=1e-10, nan_ok=True)


@settings(max_examples=15, deadline=None)
@given(tables)
def test_irrcac_agrees(small, random_rows, seed):
    pd = pytest.importorskip("pandas")
    raw = pytest.importorskip("irrCAC.raw")
    s = small(random_rows(seed, n_items=20, missing=0.3), range(K))
    data = np.full((s.chunk.n_items, s.n_annotators), np.nan)
    data[s.chunk.items(), s.chunk.annotator] = s.chunk.label
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = raw.CAC(pd.DataFrame(data), weights="quadratic", categories=list(range(K)), digits=12)
        found = {name: getattr(theirs, name)()["est"] for name in ("gwet", "fleiss", "bp", "conger", "krippendorff")}
    w = agreement_weights("quadratic", K)
    from oe_quality.kernel.agreement.analytic import standard_error

    ours = {
        "gwet": chance_corrected(s.table, Chance.GWET, w),
        "fleiss": chance_corrected(s.table, Chance.FLEISS, w),
        "bp": chance_corrected(s.table, Chance.UNIFORM, w),
        "conger": conger(s.chunk, w, s.n_annotators),
        "krippendorff": alpha(s.table, from_weights("quadratic", w)),
    }
    for name, statistic in ours.items():
        assert statistic.value == pytest.approx(found[name]["coefficient_value"], abs=1e-9), name
        assert standard_error(statistic)[0] == pytest.approx(found[name]["se"], abs=1e-9), name


def test_statsmodels_fleiss_agrees(small, random_rows):
    from statsmodels.stats.inter_rater import fleiss_kappa

    s = small(random_rows(5, missing=0.0), range(K))
    counts = s.table.counts().toarray()[s.table.pattern_of_item]
    assert chance_corrected(s.table, Chance.FLEISS).value == pytest.approx(fleiss_kappa(counts), abs=1e-12)


def test_congers_jackknife_takes_a_pass_however_many_answered_an_item():
    """One item answered by 2,000 people beside small ones, of many labels: as long as the answers, not their cube."""
    rng = np.random.default_rng(9)
    items = np.concatenate([np.zeros(2000, dtype=int), np.repeat(np.arange(1, 400), 5)])
    annotators = np.concatenate(
        [np.arange(2000), rng.permuted(np.tile(np.arange(2000), (399, 1)), axis=1)[:, :5].ravel()]
    )
    chunk = chunk_of(items, annotators, rng.integers(0, 300, len(items)), 400)
    statistic = conger(chunk, np.eye(300), 2000)
    whole, without = statistic.value, statistic.without_answers().values
    kept = np.arange(len(items)) != 7
    order = chunk.items()[kept], chunk.annotator[kept], chunk.label[kept]
    assert without[7] == pytest.approx(conger(chunk_of(*order, 400), np.eye(300), 2000).value)
    assert np.abs(without - whole).max() < 0.01
    assert statistic.without_items().values[0] == pytest.approx(statistic.reweighted(np.arange(400) > 0, np.ones(2000)))


def test_items_that_do_not_matter_are_in_no_row(small):
    """A single answer says nothing of agreement, nor does an item without any."""
    s = small([["a", "b", None], ["a", None, None], [None, None, None], ["b", "b", None]], "ab")
    rows = alpha(s.table, nominal(2), s.chunk).item_rows()
    assert (rows[[1, 2]] == -1).all()
    assert (rows[[0, 3]] >= 0).all()
