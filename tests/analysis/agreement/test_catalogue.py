"""The coefficients by their names, held against published values and other packages' (tests/golden/published)."""

import numpy as np
import pytest

from oe_quality import agreement, from_frame
from oe_quality.analysis.agreement.catalogue import COMPANIONS, HEADLINE, OWN, chosen
from oe_quality.analysis.agreement.comparable import prepare
from oe_quality.errors import UsageError
from oe_quality.kernel.data.chunk import RatingChunk, SetChunk, chunk_of, offsets_of
from oe_quality.scales import Question, Scale

IRRCAC = {
    "pa": "percent", "gwet_ac1": "ac", "fleiss_kappa": "fleiss", "conger_kappa": "conger",
    "brennan_prediger": "brennan-prediger",
}  # fmt: skip
TWO = {"cohen": "cohen", "scott": "scott", "ac1": "ac1", "bp": "brennan-prediger", "pa": "percent"}
ROUNDED = 5e-6


def answers_of(rows, scale):
    """Answers from a table (items, annotators) of numbers, None where there is none."""
    table = np.array([[np.nan if cell is None else float(cell) for cell in row] for row in rows])
    items, people = np.nonzero(~np.isnan(table))
    values = table[items, people]
    if scale.is_numeric:
        data = RatingChunk(offsets_of(items, len(table)), people.astype(np.int32), values)
        return prepare(Question("q", scale), data, table.shape[1])
    levels, codes = np.unique(values, return_inverse=True)
    labels = tuple(f"{level:g}" for level in levels)
    return prepare(Question("q", scale, labels), chunk_of(items, people, codes, len(table)), table.shape[1])


def from_cross_table(table):
    """Rows of two annotators' answers, as often as the table says."""
    return [pair for i, row in enumerate(table) for j, times in enumerate(row) for pair in [(i, j)] * int(times)]


def value_of(name, answers):
    return OWN[name].statistic(answers).value


@pytest.mark.parametrize("weights", ["unweighted", "linear", "quadratic", "ordinal"])
def test_gwets_four_raters(published, weights):
    golden = published("gwet_raw4raters_cac")
    plain = weights == "unweighted"
    answers = answers_of(golden["data_rows_are_items"], Scale.NOMINAL if plain else Scale.ORDINAL)
    for theirs, ours in IRRCAC.items():
        base = f"{ours}{1 if plain else 2}" if ours == "ac" else ours
        found = value_of(base if plain else f"{base}-{weights}", answers)
        assert found == pytest.approx(golden["expected"][weights][theirs]["coeff"], abs=ROUNDED), theirs
    if plain:
        alpha = golden["expected"][weights]["krippendorff_alpha"]["coeff"]
        assert value_of("alpha-nominal", answers) == pytest.approx(alpha, abs=ROUNDED)


def test_fleiss_1971(published):
    golden = published("fleiss1971_diagnoses")
    answers = answers_of(golden["data_rows_are_items"], Scale.NOMINAL)
    assert value_of("fleiss", answers) == pytest.approx(golden["expected"]["fleiss_kappa"], abs=1e-10)
    assert value_of("conger", answers) == pytest.approx(golden["expected"]["conger_exact"], abs=1e-10)


def test_tables_of_two_annotators_with_their_paradoxes_and_errors(published):
    cases = published("two_rater_tables_and_paradoxes")["cases"]
    for name, case in cases.items():
        answers = answers_of(from_cross_table(case["table"]), Scale.NOMINAL)
        for theirs, ours in TWO.items():
            expected = case["expected"][theirs]["coeff"]
            assert value_of(ours, answers) == pytest.approx(expected, abs=1e-9), (name, ours)


def test_stuarts_vision_with_its_large_sample_errors(published):
    golden = published("irr_vision_two_rater")
    answers = answers_of(from_cross_table(golden["table_rows_rater1"]), Scale.ORDINAL)
    for ours, theirs in (("cohen", "kappa"), ("cohen-linear", "linear"), ("cohen-quadratic", "squared")):
        assert value_of(ours, answers) == pytest.approx(golden["expected"][theirs], abs=1e-9)
    errors = {"cohen": "vcd_unweighted", "cohen-linear": "vcd_weighted_equal"}
    for ours, theirs in errors.items():
        found = OWN[ours].table(answers).standard_error
        assert found == pytest.approx(golden["expected"][theirs]["ase"], abs=1e-9)


def test_ratings_of_anxiety(published):
    golden = published("irr_anxiety")
    rows, expected = golden["data_rows_are_items"], golden["expected"]
    ordinal, interval = answers_of(rows, Scale.ORDINAL), answers_of(rows, Scale.INTERVAL)
    assert value_of("fleiss", ordinal) == pytest.approx(expected["fleiss"], abs=1e-10)
    icc = OWN["icc"].family(interval, 0.95, 0)["icc"]
    assert icc.value == pytest.approx(expected["icc_2_1"], abs=1e-8)
    bounds = (icc.interval.low, icc.interval.high)
    assert bounds == pytest.approx(expected["icc_2_1_ci"], abs=1e-6)
    w = OWN["kendall-w"].family(interval, 0.95, 0)["kendall-w"]
    assert w.value == pytest.approx(expected["kendall_W_corrected"], abs=1e-8)


def test_artsteins_and_poesios_utterances(published):
    golden = published("artstein_poesio2008")
    triples = golden["triples_coder_item_label"]
    items = {item: [] for _, item, _ in triples}
    labels = sorted({label for _, _, label in triples})
    for _, item, label in triples:
        items[item].append(labels.index(label))
    answers = answers_of(items.values(), Scale.NOMINAL)
    assert value_of("percent", answers) == pytest.approx(0.88, abs=1e-9)
    assert value_of("scott", answers) == pytest.approx(0.799, abs=1e-3)
    assert value_of("cohen", answers) == pytest.approx(0.801, abs=5e-4)
    assert value_of("brennan-prediger", answers) == pytest.approx(0.82, abs=1e-9)


@pytest.mark.parametrize("metric", ["masi", "jaccard"])
def test_sets_of_emotion_words(published, metric):
    golden = published("multilabel_masi_jaccard_alpha")
    people = sorted(golden["data"])
    items = sorted({item for answers in golden["data"].values() for item in answers})
    labels = sorted({word for answers in golden["data"].values() for words in answers.values() for word in words})
    given = [(i, a, golden["data"][who].get(item)) for i, item in enumerate(items) for a, who in enumerate(people)]
    given = [row for row in given if row[2] is not None]
    offsets = offsets_of(np.array([i for i, _, _ in given]), len(items))
    codes = [sorted(labels.index(word) for word in words) for *_, words in given]
    bounds = np.cumsum([0, *map(len, codes)]).astype(np.int64)
    flat = np.array([code for row in codes for code in row], dtype=np.int32)
    data = SetChunk(offsets, np.array([a for _, a, _ in given], dtype=np.int32), bounds, flat)
    answers = prepare(Question("words", Scale.MULTILABEL, tuple(labels)), data, len(people))
    expected = golden["expected"][metric]["alpha"]
    assert value_of(f"alpha-{metric}", answers) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("scale", HEADLINE)
def test_headlines_and_companions_are_defined_on_their_scale(scale):
    for name in (HEADLINE[scale], *COMPANIONS[scale]):
        assert scale in OWN[name].scales


def test_an_unknown_name_is_answered_with_the_nearest():
    answers = answers_of([[1, 1], [2, 1]], Scale.NOMINAL)
    with pytest.raises(UsageError, match="Did you mean 'fleiss'"):
        chosen(answers, ("fleis",))
    assert [spec.name for spec in chosen(answers, ("icc", "alpha", "alpha"))] == ["alpha-nominal", "icc"]
    assert {"cohen", "scott"} <= {spec.name for spec in chosen(answers, None)}
    three = answers_of([[1, 1, 2], [2, 1, 2]], Scale.NOMINAL)
    assert not {"cohen", "scott"} & {spec.name for spec in chosen(three, None)}


def test_both_conventions_of_chance_are_those_of_irrcac(published):
    """Python's irrCAC 0.4.4 on Gwet's twelve subjects, and on the eleven that have two ratings or more."""
    rows = published("gwet_raw4raters_cac")["data_rows_are_items"]
    cells = [(f"s{i}", f"r{j}", str(x)) for i, row in enumerate(rows) for j, x in enumerate(row) if x is not None]
    answers = dict(zip(("item", "annotator", "label"), map(list, zip(*cells, strict=True)), strict=True))
    expected = {
        "fleiss": 0.761169275422, "fleiss-compared": 0.762483130904,
        "ac1": 0.775444068127, "ac1-compared": 0.775151708719,
    }  # fmt: skip
    with from_frame(answers) as store:
        found = agreement(store, "label", coefficient=tuple(expected))["label"].measured
    assert {m.coefficient: m.estimate.value for m in found} == pytest.approx(expected, abs=1e-11)


def test_chance_says_on_which_items_it_is_taken():
    """Two items ab and aa, three of b alone: the note has the other convention's value, and the name to ask for it."""
    answers = {"item": [*"vvwwxyz"], "annotator": [*"pqpqpqp"], "label": [*"abaabbb"]}
    with from_frame(answers) as store:
        found = agreement(store, "label", coefficient=("fleiss", "ac1", "fleiss-compared"))["label"].measured
        whole = agreement(store, "label", coefficient="alpha")["label"].headline
    other = "chance is taken on all items, 3 with one answer among them; without these it is"
    assert f"{other} {found[2].estimate.value:.3f} (fleiss-compared)" in found[0].estimate.note
    assert f"{other} 0.200 (ac1-compared)" in found[1].estimate.note
    assert found[2].estimate.value == pytest.approx(-1 / 3)
    assert other not in found[2].estimate.note + whole.estimate.note
