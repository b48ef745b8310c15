"""What the numbers mean, in sentences: paradoxes, sparsity, thresholds with their source, and --explain."""

from __future__ import annotations

from collections.abc import Iterator

from oe_quality.analysis.agreement.catalogue import ON_COMPARED, coefficient
from oe_quality.analysis.agreement.results import Basis, Measured, QuestionAgreement
from oe_quality.kernel.uncertainty.population import FEWEST_ANNOTATORS
from oe_quality.plaintext import percent
from oe_quality.scales import Scale

PREVALENCE_GAP = 0.15
"""Kappa this far below AC1 is explained by unequal prevalence."""
BIAS_GAP = 0.03
"""Conger's kappa this far above Fleiss' is explained by annotators' different habits."""
KRIPPENDORFF = "Krippendorff 2004, Content Analysis, ch. 11"
THRESHOLDS = (
    "Thresholds such as .667 and .800 were set for content analysis and are no pass mark. For what people perceive "
    "they are disputed (Wong, Paritosh & Aroyo 2021): compare with a repeated collection, and with the reliability "
    "of the mean of your annotators (oeq plan)."
)


def reading(
    scale: Scale, basis: Basis, measured: tuple[Measured, ...], prevalence: tuple[tuple[str, float], ...]
) -> tuple[str, ...]:
    """What a question's coefficients say together."""
    values = {m.coefficient: m.estimate.value for m in measured if m.estimate.value is not None}
    sentences = [
        *_coverage(basis),
        *_chance(basis, measured),
        *_people(basis),
        *_paradoxes(values, prevalence),
        *_distances(scale, values),
    ]
    if measured[0].coefficient.startswith("alpha") and measured[0].estimate.interval is not None:
        sentences.append(_threshold(measured[0]))
    return tuple(sentences)


def _coverage(basis: Basis) -> Iterator[str]:
    if basis.n_single:
        yield (
            f"{basis.n_single:,} of {basis.n_items:,} items have one answer only; nothing can be compared on them, "
            f"so alpha rests on the other {basis.n_items - basis.n_single:,}."
        )
    if basis.n_pairable and not basis.complete:
        yield (
            "Not everybody answered everything: every pair of answers to the same item counts, "
            "not only items that all annotators answered."
        )
    alone = basis.n_annotators - basis.n_comparable
    if alone and basis.n_comparable:
        who = "1 annotator shares" if alone == 1 else f"{alone:,} annotators share"
        yield f"{who} no item with anybody and had no part in it."
    if basis.n_repeats:
        yield f"{basis.n_repeats:,} earlier answers of an annotator to the same item were dropped for the last one."


def _chance(basis: Basis, measured: tuple[Measured, ...]) -> Iterator[str]:
    told = {m.coefficient for m in measured if m.estimate.value is not None}
    if basis.n_single and told & ON_COMPARED.keys():
        yield (
            "Fleiss' kappa and AC1 take chance from all items that were answered, as Gwet 2014 does; from items with "
            "two or more answers alone: --coefficient fleiss-compared, ac1-compared."
        )


def _people(basis: Basis) -> Iterator[str]:
    if 1 < basis.n_comparable < FEWEST_ANNOTATORS:
        yield (
            f"The numbers are of these annotators: how far new ones would agree cannot be told from "
            f"{basis.n_comparable} people."
        )


def _paradoxes(values: dict[str, float], prevalence: tuple[tuple[str, float], ...]) -> Iterator[str]:
    agreed, kappa, ac1 = (values.get(name) for name in ("percent", "fleiss", "ac1"))
    uniform = values.get("brennan-prediger")
    if None not in (agreed, kappa, ac1, uniform) and prevalence:
        assert agreed is not None
        assert kappa is not None
        assert ac1 is not None
        if ac1 - kappa >= PREVALENCE_GAP:
            label, share = prevalence[0]
            yield (
                f"Prevalence paradox: {percent(agreed)} of pairs of answers agree, yet kappa is {kappa:.2f}, because "
                f"{percent(share)} of answers are {label!r} and most of that agreement is expected by chance. AC1 "
                f"({ac1:.2f}) and Brennan-Prediger ({uniform:.2f}) hold chance lower. Kappa and alpha say how well the "
                "rarer labels are told apart, AC1 how often people agree; neither corrects the other "
                "(Feinstein & Cicchetti 1990; Gwet 2008)."
            )
    conger = values.get("conger")
    if conger is not None and kappa is not None and conger - kappa >= BIAS_GAP:
        yield (
            f"Bias: annotators use the labels at different rates, which lifts Conger's kappa ({conger:.2f}) above "
            f"Fleiss' ({kappa:.2f}); the gap rewards disagreeing in a regular way (Feinstein & Cicchetti 1990)."
        )


def _distances(scale: Scale, values: dict[str, float]) -> Iterator[str]:
    named = [(n, values[n]) for n in ("alpha-exact", "alpha-masi", "alpha-jaccard", "alpha-dice") if n in values]
    if scale is Scale.MULTILABEL and len(named) > 1:
        listed = ", ".join(f"{coefficient(n).title.partition('(')[2].rstrip(')')} {v:.2f}" for n, v in named)
        yield f"Alpha depends on how sets are compared: {listed}. Name the distance when you quote it."


def _threshold(headline: Measured) -> str:
    interval = headline.estimate.interval
    assert interval is not None
    low = interval.low
    if low >= 0.8:
        where = "above .800, from which conclusions may rest on such data"
    elif low >= 0.667:
        where = "between .667 and .800, where only tentative conclusions are advised"
    else:
        where = "below .667, under which no conclusions are advised"
    return f"The interval's lower end, {low:.2f}, lies {where} ({KRIPPENDORFF})."


def explain(questions: tuple[QuestionAgreement, ...], notes: tuple[str, ...]) -> str:
    """Every number with what it is, on whom it was computed and whom it left out."""
    parts = ["\n".join(_question(q)) for q in questions]
    return "\n\n".join([*parts, *notes]) + "\n"


def _question(question: QuestionAgreement) -> Iterator[str]:
    yield f"{question.question} ({question.scale})"
    yield from (f"  {line}" for line in _basis(question))
    for measured in question.measured:
        yield from (f"  {line}" for line in _coefficient(measured))
    yield from (f"  {sentence}" for sentence in question.reading)
    for label in question.labels:
        value = label.alpha.estimate.value
        shown = f"alpha {value:.3f}" if value is not None else f"alpha undefined ({label.alpha.estimate.undefined})"
        caution = f"; {label.note}" if label.note else ""
        yield f"  {label.label}: {percent(label.prevalence, 1)} of answers, {shown}{caution}"


def _basis(question: QuestionAgreement) -> Iterator[str]:
    b, left = question.basis, question.left_out
    yield (
        f"{b.n_responses:,} answers of {b.n_annotators:,} annotators to {b.n_items:,} items; "
        f"{b.n_pairable:,} answers on {b.n_items - b.n_single:,} items can be compared."
    )
    out = [
        (len(left.annotators), "excluded annotators"),
        (left.repeats + b.n_repeats, "earlier answers to the same item"),
        (left.not_answered, "skipped, rejected or flagged answers"),
        (left.models, "answers of models"),
        (b.n_single, "items with a single answer"),
    ]
    named = [f"{n:,} {what}" for n, what in out if n]
    yield f"Left out: {', '.join(named) if named else 'nothing'}."


def _coefficient(measured: Measured) -> Iterator[str]:
    spec, estimate = coefficient(measured.coefficient), measured.estimate
    if estimate.value is None:
        yield f"{measured.title}: undefined, because {estimate.undefined}."
        return
    text = f"{measured.title} = {estimate.value:.3f}"
    if estimate.interval is not None:
        i = estimate.interval
        text += f" [{i.low:.3f}, {i.high:.3f}], {percent(i.level)} by {i.method}, for {i.population}"
    if measured.design_effect is not None:
        text += f"; design effect {measured.design_effect:.1f}"
    yield text + "."
    yield f"  {spec.meaning} ({spec.source})"
    if estimate.note:
        yield f"  Note: {estimate.note}."
