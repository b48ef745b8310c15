"""Models beside people on whole stores: three of six models share errors, and nobody is accused because of them."""

import numpy as np
import polars as pl
import pytest

import oe_quality as oeq
from oe_quality.analysis.judges.measure import judges
from oe_quality.analysis.judges.results import Outcome
from oe_quality.analysis.judges.tables import bias_table, differing_items, pair_table, powered_table, yardstick_table
from oe_quality.analysis.judges.wording import sentences
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.readers.rows import ATTRIBUTE, RESPONSE, Counts, Export
from oe_quality.scales import Question, Scale
from oe_quality.store import open_store
from oe_quality.store.database import MEMORY

LABELS = ("anger", "calm", "fear", "joy")
ITEMS, JUDGED, PEOPLE = 260, 160, 10
RIGHT = (0.75, 0.75, 0.75, 0.9, 0.45, 0.75)
"""Of the six models; the first three take most answers from one source."""


def label(rng, truth, right):
    return truth if rng.random() < right else int((truth + rng.integers(1, 4)) % 4)


def study():
    """(item, annotator, labels, value, source): people on the first items, models on all."""
    rng = np.random.default_rng(7)
    truth = [int(t) for t in rng.integers(0, 4, ITEMS)]
    source = [label(rng, t, 0.7) for t in truth]
    rows = []
    for i, t in enumerate(truth):
        asked = sorted(rng.permutation(PEOPLE)[:5]) if i < JUDGED else []
        rows += [(f"clip {i:03}", f"p{person}", label(rng, t, 0.75), "human") for person in asked]
        for m, right in enumerate(RIGHT):
            copied = m < 3 and rng.random() < 0.85
            rows.append((f"clip {i:03}", f"llm-{m}", source[i] if copied else label(rng, t, right), "model"))
    return rows


def export(rows, name="answers.csv"):
    """The rows as three questions: a label; a set that holds it and a number, asked of people and two models."""
    base = {"occasion": "", "weights": None, "created_at": None, "duration_s": None, "status": "answered"}
    answers = []
    for line, (item, who, code, source) in enumerate(rows, 1):
        common = {**base, "item": item, "annotator": who, "source": source, "line": line}
        chosen = LABELS[code]
        both = [chosen, "fear"] if code == 0 else [chosen]
        answers.append({**common, "question": "mood", "labels": [chosen], "value": None})
        if source == "model" and who not in ("llm-3", "llm-4"):
            continue
        answers += [
            {**common, "question": "tags", "labels": both, "value": None},
            {**common, "question": "level", "labels": None, "value": code + 0.25 * (source == "model")},
        ]
    questions = (
        Question("mood", Scale.NOMINAL, LABELS),
        Question("tags", Scale.MULTILABEL, LABELS),
        Question("level", Scale.INTERVAL),
    )
    places = [(f"clip {i:03}", "language", "en" if i % 2 else "de") for i in range(ITEMS)]
    return Export(
        name, "by hand", name.encode().hex().ljust(64, "0"), questions, pl.DataFrame(answers, schema=RESPONSE),
        Counts(len(rows), len(rows), 0, 0, 0), items=pl.DataFrame(places, schema=ATTRIBUTE, orient="row"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def store():
    with open_store(MEMORY) as opened:
        opened.ingest(export(study()))
        yield opened


@pytest.fixture(scope="module")
def found(store):
    return judges(store)


def by_name(found, question="mood"):
    return {judge.model: judge for q in found.questions if q.question == question for judge in q.judges}


def test_a_good_model_passes_and_a_poor_one_does_not(found):
    mood = by_name(found)
    assert mood["llm-3"].alt_test.outcome is Outcome.PASSED
    assert mood["llm-4"].alt_test.outcome is Outcome.NOT_SHOWN
    assert mood["llm-3"].alt_test.advantage.interval.low > mood["llm-4"].alt_test.advantage.interval.high
    assert mood["llm-4"].agreement.difference.interval.high < 0
    texts = sentences(found)
    assert any(text.startswith("mood: llm-3 may stand in for an annotator:") for text in texts)
    assert any(text.startswith("mood: it is not shown that llm-4 may stand in") for text in texts)


def test_the_models_that_share_errors_are_found_and_only_they(found):
    mood = next(q for q in found.questions if q.question == "mood")
    shared = {(pair.first, pair.second) for pair in mood.pairs if pair.shared}
    assert shared == {("llm-0", "llm-1"), ("llm-0", "llm-2"), ("llm-1", "llm-2")}
    assert sum("not two independent voices" in text for text in sentences(found)) == 3


def test_every_scale_is_compared_and_every_person_is_a_yardstick(found):
    assert [q.question for q in found.questions] == ["mood", "tags", "level"]
    for q in found.questions:
        assert len(q.judges) == (6 if q.question == "mood" else 2)
        assert len(q.yardsticks) == PEOPLE
        assert all(judge.agreement.with_people.interval for judge in q.judges)
    assert {bias.label for bias in by_name(found, "level")["llm-3"].biases} == {""}
    level = by_name(found, "level")["llm-3"].biases[0].difference
    assert level.interval.low < 0.25 < level.interval.high


def test_shares_over_all_items_are_corrected_by_people(found):
    rows = by_name(found)["llm-4"].powered
    assert {row.n_model_only for row in rows} == {ITEMS - JUDGED}
    assert sum(row.estimate.value for row in rows) == pytest.approx(1, abs=0.05)
    assert all(0 <= row.estimate.interval.low <= row.estimate.interval.high <= 1 for row in rows)
    assert by_name(found)["llm-3"].powered[0].gain > rows[0].gain >= 1


def test_items_where_people_agree_and_a_model_differs_are_named(store, found):
    listed = by_name(found)["llm-4"]
    first = listed.differing.items[0]
    votes = store.responses().filter(item=first.item, question="mood")["labels"].to_list()
    assert votes == [[first.people]] * first.n_people
    assert first.model != first.people
    assert listed.differing.n_differing > by_name(found)["llm-3"].differing.n_differing


def test_tables_have_one_row_per_finding(found):
    assert found.frame().height == 10
    assert bias_table(found).height >= 10
    assert pair_table(found).height == 17
    assert yardstick_table(found).height == 30
    assert powered_table(found).filter(question="level").height == 2
    assert differing_items(found)["n_people"].min() >= 2
    assert found.to_dict()["schema"] == "oeq.judges/1"


def test_slices_come_with_a_controlled_false_discovery_rate(store):
    cut = by_name(judges(store, "mood", models=("llm-3",), by="language"))["llm-3"].slices
    assert [row.value for row in cut] == ["de", "en"]
    assert cut[0].difference.value == pytest.approx(-cut[1].difference.value)
    assert all(row.q_value > 0.01 for row in cut)


def test_people_s_results_are_the_same_bits_with_and_without_models(store):
    with open_store(MEMORY) as alone:
        alone.ingest(export([row for row in study() if row[3] == "human"]))
        for question in ("mood", "tags", "level"):
            with_models, without = oeq.agreement(store, question).to_dict(), oeq.agreement(alone, question).to_dict()
            for it in (with_models, without):
                it["questions"][0]["left_out"].pop("models")
            assert with_models == without
        assert oeq.annotators(store).frame().equals(oeq.annotators(alone).frame())


def test_what_is_asked_for_wrongly_is_said(store):
    with pytest.raises(UsageError, match="no model is called 'llm-9'"):
        judges(store, models=("llm-9",))
    with pytest.raises(UsageError, match="no attribute called 'langage'"):
        judges(store, "mood", by="langage")
    with open_store(MEMORY) as people:
        people.ingest(export([row for row in study() if row[3] == "human"]))
        with pytest.raises(NotComputableError, match="no answer in this store is a model's"):
            judges(people)


def test_a_name_that_is_both_a_person_and_a_model_is_refused():
    rows = [("clip 000", "x", 1, "human"), ("clip 001", "x", 1, "model"), ("clip 001", "y", 1, "human")]
    with open_store(MEMORY) as mixed:
        mixed.ingest(export(rows))
        with pytest.raises(UsageError, match="both as a model and as a person"):
            judges(mixed)


def test_two_people_are_too_few_to_conclude():
    rng = np.random.default_rng(1)
    rows = [(f"clip {i:03}", who, label(rng, i % 4, 0.8), kind) for i in range(60)
            for who, kind in (("p1", "human"), ("p2", "human"), ("m", "model"))]  # fmt: skip
    with open_store(MEMORY) as few:
        few.ingest(export(rows))
        found = judges(few, "mood")
    assert by_name(found)["m"].alt_test.outcome is Outcome.CANNOT_BE_TOLD
    assert "cannot be told" in sentences(found)[0]
