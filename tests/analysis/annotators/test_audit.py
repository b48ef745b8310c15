"""The audit on simulated studies with known kinds, and on real exports."""

import gzip
import json
from dataclasses import replace

import numpy as np
import pytest

from oe_quality.analysis.annotators.audit import FlagCode, Status, audit, audit_data, investigate, summarise
from oe_quality.analysis.annotators.behaviour import overall_residual
from oe_quality.analysis.annotators.case import case
from oe_quality.analysis.annotators.data import assemble
from oe_quality.analysis.annotators.telling import telling_items
from oe_quality.analysis.planning.relabel import Target, relabel
from oe_quality.config import Config, parse_config
from oe_quality.errors import UsageError
from oe_quality.kernel.audit.kappa import blind_scores
from oe_quality.kernel.audit.trend import beyond_the_item
from oe_quality.kernel.simulate.kinds import Kind
from oe_quality.plaintext import percent
from oe_quality.readers import open_export
from oe_quality.store import open_store


@pytest.fixture(scope="module")
def study(simulated):
    """A study of label sets and ratings in which everybody annotates some 60 clips."""
    counts = {"good": 16, "spammer": 2, "constant": 2, "dissenter": 2, "copier": 1, "speeder": 2, "drift": 1}
    data, kinds = simulated.study_data(11, counts, 60)
    return data, kinds, audit_data(data, seed=1)


@pytest.fixture(scope="module")
def findings(study):
    """What the study's audit was made of."""
    return investigate(study[0], None, None, Config(), 1)


def of_kind(study, kind):
    _, kinds, result = study
    return [row for row in result.rows if kinds[int(row.alias[1:])] is kind]


def codes(row):
    return {flag.code for flag in row.flags}


def test_spammers_are_recommended_for_exclusion_with_evidence(study):
    for row in of_kind(study, Kind.SPAMMER):
        assert row.status is Status.EXCLUDE_RECOMMENDED
        assert {FlagCode.LOW_AGREEMENT, FlagCode.INCOHERENT} <= codes(row)
        assert row.counterfactual.alpha_change.value > 0


def test_default_leavers_are_named_for_their_sliders_and_their_label(study):
    for row in of_kind(study, Kind.CONSTANT):
        assert row.status is Status.EXCLUDE_RECOMMENDED
        assert {FlagCode.UNTOUCHED, FlagCode.ONE_LABEL} <= codes(row)
        assert row.kappa.value == pytest.approx(0.0, abs=1e-9)
        assert row.coherence.undefined == "the ratings never vary"
        assert row.bits.value < 0.2


def test_dissenters_are_kept_and_said_to_be(study):
    for row in of_kind(study, Kind.DISSENTER):
        assert row.status is Status.DISSENTING
        assert "another view" in row.reason


def test_the_copier_is_found_with_the_source_and_the_source_is_not_blamed(study):
    _, _, result = study
    (row,) = of_kind(study, Kind.COPIER)
    flag = next(flag for flag in row.flags if flag.code is FlagCode.COPYING)
    (pair,) = [pair for pair in result.copying.pairs if pair.copier == row.alias]
    assert (flag.other, pair.ordered) == (pair.source, True)
    assert row.status is Status.REVIEW
    assert FlagCode.COPYING not in codes(result.row(pair.source))
    assert 0.8 <= result.copying.null_sd <= 1.25


def test_speeders_are_named_for_their_speed(study):
    for row in of_kind(study, Kind.SPEEDER):
        assert FlagCode.SPEED in codes(row)


def test_good_annotators_are_left_in_peace(study):
    assert all(row.status in (Status.OK, Status.WATCH) for row in of_kind(study, Kind.GOOD))


def test_the_table_is_worst_first_and_json_holds_no_odd_number(study):
    result = study[2]
    assert [row.status.urgency for row in result.rows] == sorted(row.status.urgency for row in result.rows)
    document = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert document["schema"] == "oeq.annotators/1"
    frame = result.frame()
    assert frame.height == len(result.rows)
    assert {"kappa_low", "valence_offset", "flags"} <= set(frame.columns)


def test_the_same_seed_gives_the_same_audit(study):
    data, _, result = study
    assert audit_data(data, seed=1) == result


def test_a_flag_that_is_switched_off_is_nowhere(study):
    data = study[0]
    config = parse_config({"flags": {"speed": False, "copying": False}})
    result = audit_data(data, config=config)
    assert not any(codes(row) & {FlagCode.SPEED, FlagCode.COPYING} for row in result.rows)


def test_copying_in_too_many_pairs_of_answers_is_not_looked_for_and_that_is_said(study, monkeypatch):
    monkeypatch.setattr("oe_quality.analysis.annotators.copying.MOST_COMPARED", 100)
    result = audit_data(study[0])
    assert result.copying.n_pairs == 0
    assert any("for copying" in said and "too many to compare (at most 100)" in said for said in result.warnings)


def test_thresholds_can_be_set(study):
    strict = audit_data(study[0], config=parse_config({"triage": {"min_annotations": 10_000}}))
    assert {row.status for row in strict.rows} == {Status.INSUFFICIENT}


def test_words_are_sentences_with_numbers_and_never_accuse(study):
    for row in study[2].rows:
        for flag in row.flags:
            assert flag.words.endswith(".")
            assert any(character.isdigit() for character in flag.words)
            assert not any(word in flag.words.lower() for word in ("spam", "cheat", "fraud", "lazy", "malicious"))


def test_the_flag_of_low_agreement_says_its_bound_and_the_row_has_both_bounds(study):
    level = Config().triage.kappa_level
    for row in study[2].rows:
        assert row.kappa.interval.low < row.kappa_upper < row.kappa.interval.high or row.kappa_upper == row.kappa.value
        flag = next((flag for flag in row.flags if flag.code is FlagCode.LOW_AGREEMENT), None)
        assert (flag is None) == (row.kappa_upper >= Config().triage.low_kappa)
        assert flag is None or f"{percent(level)} confidence (one-sided)" in flag.words


def test_two_labels_tell_little_and_the_audit_says_how_many_answers_it_would_take(simulated):
    data, _ = simulated.choice_data(3, {"good": 10, "spammer": 2}, 2, 40)
    result = audit_data(data)
    assert 80 < result.noticed_from < 150
    assert any(f"from about {result.noticed_from} annotations on" in warning for warning in result.warnings)
    assert all(0.3 < row.noticed < 0.8 for row in result.rows)


def test_telling_items_are_those_where_the_others_are_sure(study, findings):
    spammer = f"A{study[1].index(Kind.SPAMMER):05}"
    clips = telling_items(findings, spammer)
    assert len(clips) == 10
    assert all(clip.support < 0.5 and not set(clip.own) & set(clip.others) for clip in clips[:5])


def test_labels_in_another_order_change_nothing_but_names(study):
    data = study[0]
    labels = data.primary.labels
    swap = np.random.default_rng(0).permutation(len(labels))
    chunk = data.primary.data
    label = np.argsort(swap)[chunk.label]
    order = np.lexsort((label, chunk.responses_of_entries()))
    question = data.primary.question.with_labels(tuple(labels[k] for k in swap))
    panel = replace(data.primary, question=question, data=replace(chunk, label=label[order].astype(np.int32)))
    one, two = (
        {row.alias: row for row in audit_data(assemble(p, "", data.ratings)).rows} for p in (data.primary, panel)
    )
    for alias, row in one.items():
        assert two[alias].kappa.value == pytest.approx(row.kappa.value, abs=1e-9)
        assert two[alias].status is row.status


def test_retest_and_gold_are_measured_where_there_are_any(simulated):
    data, _ = simulated.choice_data(3, {"good": 6, "spammer": 1}, 3, 40)
    truth = np.array(
        [
            np.bincount(data.primary.data.label[a:b], minlength=3).argmax()
            for a, b in zip(data.primary.data.offsets[:-1], data.primary.data.offsets[1:], strict=True)
        ]
    )
    gold = replace(data, primary=replace(data.primary, gold=truth.astype(np.int32)))
    rows = {row.alias: row for row in audit_data(gold).rows}
    assert rows["A00000"].gold_accuracy.value > 0.7
    assert rows["A00006"].gold_accuracy.interval.high < 0.7
    assert rows["A00000"].retest.undefined


# Real exports ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def open_empathic(shared):
    with open_store(":memory:", create=True) as store:
        store.ingest(open_export(shared / "data" / "open-empathic" / "dumpdata.json.gz"))
        yield store


@pytest.fixture(scope="module")
def open_empathic_audit(open_empathic, shared):
    folder = shared / "data" / "open-empathic"
    fixture = json.loads(gzip.decompress((folder / "dumpdata.json.gz").read_bytes()))
    keys = {row["fields"]["username"]: str(row["pk"]) for row in fixture if row["model"] == "auth.user"}
    truth = json.loads((folder / "truth_annotators.json").read_text())
    people = open_empathic.annotators()
    alias = dict(zip(people["annotator"], people["alias"], strict=True))
    kind = {alias[keys[entry["annotator"]]]: entry for entry in truth if keys[entry["annotator"]] in alias}
    copies = {alias[keys[e["annotator"]]]: alias[keys[e["copies"]]] for e in truth if e["copies"]}
    return audit(open_empathic), kind, copies


def test_open_empathic_spammers_and_default_leavers_are_found(open_empathic_audit):
    result, truth, _ = open_empathic_audit
    assert result.question == "emotion"
    for row in result.rows:
        kind = truth[row.alias]["kind"]
        if kind.startswith("spam") and row.n_annotations >= 40:
            assert row.status is Status.EXCLUDE_RECOMMENDED
        if kind.startswith("spam") and 20 <= row.n_annotations < 40:
            assert row.status is Status.REVIEW
        if kind == "spam_default":
            assert {FlagCode.UNTOUCHED, FlagCode.ONE_LABEL} <= codes(row)


def test_open_empathic_good_and_fair_annotators_are_never_recommended_for_exclusion(open_empathic_audit):
    result, truth, _ = open_empathic_audit
    sound = [row for row in result.rows if truth[row.alias]["kind"] in ("good", "fair")]
    assert len(sound) == 45
    assert {row.status for row in sound} <= {Status.OK, Status.WATCH, Status.INSUFFICIENT}


def test_open_empathic_the_copier_is_found_with_its_source(open_empathic_audit):
    result, _, copies = open_empathic_audit
    assert {(pair.copier, pair.source) for pair in result.copying.pairs} == set(copies.items())
    assert all(pair.ordered for pair in result.copying.pairs)
    assert 0.85 <= result.copying.null_sd <= 1.15


def test_open_empathic_speeders_and_biased_are_named_for_the_right_reason(open_empathic_audit):
    result, truth, _ = open_empathic_audit
    for row in result.rows:
        kind = truth[row.alias]["kind"]
        if kind == "speeder":
            assert FlagCode.SPEED in codes(row)
        if kind == "biased":
            offset = next(flag for flag in row.flags if flag.code is FlagCode.OFFSET and flag.question == "valence")
            assert np.sign(offset.value) == np.sign(truth[row.alias]["valence_bias"])


def test_the_case_has_evidence_clips_and_a_kind_message(open_empathic, open_empathic_audit):
    _, _, copies = open_empathic_audit
    copier = next(iter(copies))
    found = case(open_empathic, copier)
    assert found.row.alias == copier
    assert found.pairs
    assert found.items
    assert "Thank you" in found.message
    assert copies[copier] not in found.message
    assert found.to_dict()["schema"] == "oeq.case/2"
    with pytest.raises(UsageError, match="A99"):
        case(open_empathic, "A99")


@pytest.mark.parametrize("target", list(Target))
def test_what_is_suggested_has_not_been_seen(open_empathic, target):
    queue = relabel(open_empathic, n=25, target=target)
    assert len(queue.items) == 25
    gains = [wanted.gain for wanted in queue.items]
    assert gains == sorted(gains, reverse=True)
    panel = open_empathic.panel("emotion")
    items, aliases = panel.items.to_list(), panel.aliases.to_list()
    for wanted in queue.items:
        i = items.index(wanted.item)
        seen = {aliases[a] for a in panel.data.annotator[panel.data.offsets[i] : panel.data.offsets[i + 1]]}
        assert wanted.ask
        assert not seen & set(wanted.ask)


def test_a_budget_is_kept(open_empathic):
    queue = relabel(open_empathic, budget_minutes=20)
    assert queue.minutes <= 20
    assert 3 <= len(queue.items) < 20


def test_snow_rte_three_of_the_four_busiest_are_found(shared):
    with open_store(":memory:", create=True) as store:
        store.ingest(open_export(shared / "data" / "snow2008" / "rte.standardized.tsv"))
        result = audit(store)
    busiest = sorted(result.rows, key=lambda row: -row.n_annotations)[:4]
    near_chance = [row for row in busiest if abs(row.gold_accuracy.value - 0.5) < 0.03]
    assert [row.n_annotations for row in near_chance] == [800, 760, 540]
    assert all(row.status in (Status.REVIEW, Status.EXCLUDE_RECOMMENDED) for row in near_chance)
    assert all(row.status is Status.INSUFFICIENT for row in result.rows if row.n_annotations < 20)
    reviewed = [row for row in result.rows if row.status in (Status.REVIEW, Status.EXCLUDE_RECOMMENDED)]
    assert all(row.gold_accuracy.value < 0.75 for row in reviewed)


# Smaller twins of the benchmarks ----------------------------------------------------------------------------------


def test_twin_of_the_triage_benchmark(benchmark):
    rates = benchmark("triage").run(6, 6, 40)
    assert rates[Kind.GOOD].urgent <= 0.02
    assert rates[Kind.MEDIOCRE].urgent <= 0.05
    assert rates[Kind.SPAMMER].urgent >= 0.75
    assert rates[Kind.CONSTANT].urgent == 1.0
    assert rates[Kind.GOOD].excluded == rates[Kind.MEDIOCRE].excluded == 0.0


def test_twin_of_the_dissent_benchmark(benchmark):
    auc, called, n = benchmark("triage").dissent(6, 30)
    assert auc >= 0.95
    assert called <= 0.05
    assert n == 24


def test_twin_of_the_copying_benchmark(benchmark):
    found = benchmark("copying").run(6, 0.9)
    assert found.power >= 0.8
    assert found.order == 1.0
    assert found.fdr <= 0.1
    assert 0.85 <= found.null_sd <= 1.1


def test_twin_of_the_copying_benchmark_where_schools_share_habits(benchmark):
    """Without the bulk of all pairs to stand against, 24 of 25 such studies accuse somebody."""
    found = benchmark("copying").run(5, 0.9, pairs=0, habits="perception")
    assert found.accused <= 1


def test_twin_of_the_drift_benchmark_where_items_grow_harder(benchmark):
    """Without what the others do at the same time taken away, one in ten is called drifting."""
    found = benchmark("drift").run(3, 80, trend=0.6)
    assert found.false_alarms <= 0.03


def test_twin_of_the_drift_benchmark(benchmark):
    found = benchmark("drift").run(4, 160)
    assert found.false_alarms <= 0.04
    assert found.power >= 0.8


def test_twin_of_the_drift_benchmark_with_ratings_beside_the_labels(benchmark):
    found = benchmark("drift").run(2, 40, study=True)
    assert found.false_alarms <= 0.05
    assert found.power >= 0.5


def test_a_fall_is_told_in_points_of_the_primary_questions_agreement(study, findings):
    data, fit = study[0], findings.fit
    residual, own, use, times = overall_residual(data, fit), fit.residual, fit.usable, data.primary.created_at
    assert np.corrcoef(residual[use], own[use])[0, 1] > 0.5
    labels_alone = overall_residual(replace(data, values=data.values[:, :0]), fit)
    who, A = data.primary.data.annotator, data.n_annotators
    chance = blind_scores(data.chosen, fit.support, use, who, A, exclusive=data.exclusive)
    beyond = beyond_the_item(fit.score - chance, fit.expected - chance, use, who, times, A)
    np.testing.assert_allclose(labels_alone[use], (beyond - beyond[use].mean())[use], atol=1e-12)


def test_twin_of_the_relabel_benchmark(benchmark):
    found = benchmark("relabel").run(2, items=250)
    assert found.saved >= found.even
    assert found.needed <= 4.5


def test_findings_and_summary_are_what_the_audit_is_made_of(study, findings):
    assert summarise(findings, Config(), 1) == study[2]
