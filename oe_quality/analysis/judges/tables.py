"""Tables about models beside people."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from oe_quality.analysis.judges.results import Judges


def differing_items(found: Judges) -> pl.DataFrame:
    """Where a model says something else than all people: question, model, item, people, model_answer, n_people."""
    rows = [
        (q.question, judge.model, one.item, one.people, one.model, one.n_people)
        for q in found.questions
        for judge in q.judges
        for one in judge.differing.items
    ]
    names = ("question", "model", "item", "people", "model_answer")
    return pl.DataFrame(rows, schema={**dict.fromkeys(names, pl.String()), "n_people": pl.Int64()}, orient="row")


def bias_table(found: Judges) -> pl.DataFrame:
    """Per label: question, model, label, of_model, of_people, difference, low, high."""
    rows = [
        (q.question, judge.model, bias.label, bias.model, bias.people, *bias.difference.bounded)
        for q in found.questions
        for judge in q.judges
        for bias in judge.biases
    ]
    return _frame(rows, ("question", "model", "label"), ("of_model", "of_people", "difference", "low", "high"))


def powered_table(found: Judges) -> pl.DataFrame:
    """Shares or means that models help to estimate: question, model, label, share, low, high, people, people_low,
    people_high, weight, gain, rogan_gladen, n_model_only."""
    rows = [
        (
            q.question, judge.model, one.label, *one.estimate.bounded, *one.people.bounded, one.weight, one.gain,
            one.corrected.value if one.corrected else None, float(one.n_model_only),
        )
        for q in found.questions
        for judge in q.judges
        for one in judge.powered
    ]  # fmt: skip
    numbers = (
        "share", "low", "high", "people", "people_low", "people_high", "weight", "gain", "rogan_gladen", "n_model_only",
    )  # fmt: skip
    return _frame(rows, ("question", "model", "label"), numbers)


def slice_table(found: Judges) -> pl.DataFrame:
    """By attribute: question, model, value, n_items, near, difference, low, high, q_value."""
    rows = [
        (q.question, judge.model, one.value, float(one.n_items), one.near, *one.difference.bounded, one.q_value)
        for q in found.questions
        for judge in q.judges
        for one in judge.slices
    ]
    return _frame(rows, ("question", "model", "value"), ("n_items", "near", "difference", "low", "high", "q_value"))


def apart_table(found: Judges) -> pl.DataFrame:
    """Shares by attribute that people correct: question, model, value, label, share, difference, low, high, q_value."""
    rows = [
        (q.question, judge.model, one.value, one.label, one.share, *one.difference.bounded, one.q_value)
        for q in found.questions
        for judge in q.judges
        for one in judge.apart
    ]
    numbers = ("share", "difference", "low", "high", "q_value")
    return _frame(rows, ("question", "model", "value", "label"), numbers)


def pair_table(found: Judges) -> pl.DataFrame:
    """Pairs of models: question, first, second, agreement, low, high, n_items, errors (correlation), errors_low,
    errors_high, q_value."""
    rows = [
        (
            q.question, pair.first, pair.second, *pair.agreement.bounded, float(pair.agreement.n_items),
            *pair.errors.bounded, pair.q_value,
        )
        for q in found.questions
        for pair in q.pairs
    ]  # fmt: skip
    numbers = ("agreement", "low", "high", "n_items", "errors", "errors_low", "errors_high", "q_value")
    return _frame(rows, ("question", "first", "second"), numbers)


def confusion_table(found: Judges) -> pl.DataFrame:
    """People's majority against models: question, model, people, model_answer, n_items, share of people's label."""
    rows = []
    for q in found.questions:
        for judge in q.judges:
            cells = judge.majority.cells if judge.majority else ()
            of = {cell.people: sum(one.n for one in cells if one.people == cell.people) for cell in cells}
            rows += [(q.question, judge.model, c.people, c.model, float(c.n), c.n / of[c.people]) for c in cells]
    return _frame(rows, ("question", "model", "people", "model_answer"), ("n_items", "share"))


def right_table(found: Judges) -> pl.DataFrame:
    """Against people's majority: question, model, label ("" for all), recall (of all: accuracy), recall_low,
    recall_high, precision, precision_low, precision_high, kappa, kappa_low, kappa_high, n_items."""
    rows: list[tuple[object, ...]] = []
    nothing = (None, None, None)
    for q in found.questions:
        for judge in q.judges:
            it = judge.majority
            if it is None:
                continue
            rows.append(
                (q.question, judge.model, "", *it.accuracy.bounded, *nothing, *it.kappa.bounded, float(it.n_items))
            )
            rows += [
                (q.question, judge.model, one.label, *one.recall.bounded, *one.precision.bounded, *nothing,
                 float(one.recall.n_items or 0))
                for one in it.labels
            ]  # fmt: skip
    numbers = tuple(f"{name}{end}" for name in ("recall", "precision", "kappa") for end in ("", "_low", "_high"))
    return _frame(rows, ("question", "model", "label"), (*numbers, "n_items"))


def confidence_table(found: Judges) -> pl.DataFrame:
    """Stated confidence: question, model, bin ("all", or from-to), n_items, confidence, right, right_low, right_high,
    error (expected calibration error), error_low, error_high, brier, brier_low, brier_high."""
    rows: list[tuple[object, ...]] = []
    nothing = (None,) * 6
    for q in found.questions:
        for judge in q.judges:
            it = judge.confidence
            if it is None:
                continue
            mean = sum(b.n * b.confidence for b in it.bins) / it.n_items
            right = sum(b.n * b.right for b in it.bins) / it.n_items
            head = (q.question, judge.model)
            rows.append(
                (*head, "all", float(it.n_items), mean, right, None, None, *it.error.bounded, *it.brier.bounded)
            )
            rows += [
                (
                    *head,
                    f"{b.low:.2g}-{b.high:.2g}",
                    float(b.n),
                    b.confidence,
                    b.right,
                    b.right_low,
                    b.right_high,
                    *nothing,
                )
                for b in it.bins
            ]
    numbers = tuple(f"{name}{end}" for name in ("error", "brier") for end in ("", "_low", "_high"))
    return _frame(
        rows,
        ("question", "model", "bin"),
        ("n_items", "confidence", "right", "right_low", "right_high", *numbers),
    )


def yardstick_table(found: Judges) -> pl.DataFrame:
    """People held against the others as models are: question, annotator, agreement, low, high, n_items."""
    rows = [
        (q.question, one.annotator, *one.agreement.bounded, float(one.agreement.n_items))
        for q in found.questions
        for one in q.yardsticks
    ]
    return _frame(rows, ("question", "annotator"), ("agreement", "low", "high", "n_items"))


def _frame(rows: Sequence[tuple[object, ...]], texts: tuple[str, ...], numbers: tuple[str, ...]) -> pl.DataFrame:
    schema = {**dict.fromkeys(texts, pl.String()), **dict.fromkeys(numbers, pl.Float64())}
    counts = [name for name in numbers if name.startswith("n_")]
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.col(counts).cast(pl.Int64))
