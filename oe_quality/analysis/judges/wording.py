"""Sentences about models beside people; each says no more than its test does."""

from __future__ import annotations

from oe_quality.analysis.judges.results import AltTestResult, Bias, Judge, Judges, ModelPair, Outcome, QuestionJudges
from oe_quality.plaintext import listing
from oe_quality.results import Estimate


def sentences(found: Judges) -> tuple[str, ...]:
    """For each question and model the sentence that decides, then what models share."""
    said = [text for question in found.questions for text in _question(question)]
    return (*said, *_by_chance(found))


def beside_the_table(found: Judges) -> tuple[str, ...]:
    """What a table of the models does not say of itself: on what terms they passed, their habits, and what they share.

    A model of which nothing can be told has its whole sentence, which says why.
    """
    said = []
    for it in found.questions:
        said += [verdict(it, j) for j in it.judges if j.alt_test.outcome is Outcome.CANNOT_BE_TOLD]
        told = [j for j in it.judges if j.alt_test.outcome is not Outcome.CANNOT_BE_TOLD]
        said += [f"{it.question}: {j.model} {habit}." for j in told if (habit := _habit(j))]
        said += _sure_and_shared(it)
    terms = dict.fromkeys(_terms(judge.alt_test) for it in found.questions for judge in it.judges)
    return (*(f"Passed or not: {text}." for text in terms), *said, *_by_chance(found))


def _by_chance(found: Judges) -> list[str]:
    """How often a single pair that errs alone is found at 5 %: in .035 and .028 of 400 simulated studies with three and
    five people (benchmarks/judges.py); by q over all pairs, in no more."""
    if not any(pair.shared for it in found.questions for pair in it.pairs):
        return []
    return [
        "In simulations about 1 in 30 pairs of models that err alone, each tested by itself, was said to err alike; of "
        "several pairs it takes more to say so."
    ]


def decisions(found: Judges) -> tuple[str, ...]:
    """Per question one sentence: which models may replace an annotator, for which labels not, and how sure that is."""
    return tuple(decision(question) for question in found.questions)


def decision(it: QuestionJudges) -> str:
    """The sentence that decides on one question."""
    by: dict[Outcome, list[Judge]] = {outcome: [] for outcome in Outcome}
    for judge in it.judges:
        by[judge.alt_test.outcome].append(judge)
    parts = []
    if passed := by[Outcome.PASSED]:
        parts.append(f"{_with_numbers(passed)} may replace one of your annotators")
    if shown := by[Outcome.NOT_SHOWN]:
        # Of many the numbers stand in the table; of the only one they are how sure this is.
        named = _with_numbers(shown) if len(it.judges) == 1 else listing([judge.model for judge in shown], MOST_NAMED)
        parts.append(f"it is not shown that {named} may{'' if passed else ' replace one of your annotators'}")
    if unknown := by[Outcome.CANNOT_BE_TOLD]:
        names = listing([judge.model for judge in unknown], MOST_NAMED)
        parts.append(f"whether {names} may cannot be told: too few people share items with them")
    return f"{it.question}: {'; '.join(parts)}."


MOST_NAMED = 7
"""Models that one sentence names; of more, one less and how many more."""


def _with_numbers(judges: list[Judge]) -> str:
    """Models, each with how probably it is as near as an annotator and which labels it gives otherwise than people.

    What the number is stands with the first.
    """
    what = ("as near as an annotator with probability ", *[""] * (len(judges) - 1))
    named = [f"{judge.model} ({text}{_sure(judge)})" for text, judge in zip(what, judges, strict=True)]
    return listing(named, MOST_NAMED)


def _sure(judge: Judge) -> str:
    """How probably it is as near as an annotator, and which labels it gives otherwise than people."""
    labels = [bias.label for bias in _off(judge) if bias.label][:3]
    return f"{judge.alt_test.advantage.written()}{f'; not for {listing(labels, MOST_NAMED)}' if labels else ''}"


def _off(judge: Judge) -> list[Bias]:
    """The biases whose interval leaves out zero."""
    return [
        bias
        for bias in judge.biases
        if bias.difference.interval is not None
        and not bias.difference.interval.low <= 0 <= bias.difference.interval.high
    ]


def _question(it: QuestionJudges) -> list[str]:
    return [verdict(it, judge) for judge in it.judges] + _sure_and_shared(it)


def _sure_and_shared(it: QuestionJudges) -> list[str]:
    """Which models may be believed in how sure they are, and which err alike."""
    sure = [text for judge in it.judges if (text := believed(it, judge))]
    return sure + [shared(it, pair) for pair in it.pairs if pair.shared]


def verdict(it: QuestionJudges, judge: Judge) -> str:
    """May the model stand in for an annotator on this question, and how sure is that?"""
    test = judge.alt_test
    won = sum(contest.won for contest in test.contests)
    if test.outcome is Outcome.CANNOT_BE_TOLD:
        return (
            f"{it.question}: whether {judge.model} may stand in for an annotator cannot be told: "
            f"{len(test.contests)} of the people share {test.fewest_items} items with it and with somebody else, and "
            "it takes three."
        )
    counted = f"it wins over {won} of {len(test.contests)} annotators ({_terms(test)})"
    near = f"on an item it is as near to the others as an annotator is with probability {test.advantage.written()}"
    if test.outcome is Outcome.PASSED:
        return f"{it.question}: {judge.model} may stand in for an annotator: {counted}; {near}.{_but(judge)}"
    return (
        f"{it.question}: it is not shown that {judge.model} may stand in for an annotator: {counted}, and it takes "
        f"half; {near}.{_but(judge)}"
    )


def _but(judge: Judge) -> str:
    """For which labels it is off, where its interval leaves out zero."""
    habit = _habit(judge)
    return f" It {habit}." if habit else ""


def _habit(judge: Judge) -> str:
    """What it does otherwise than people, surely; empty where nothing is."""
    off = _off(judge)
    if not off:
        return ""
    if not off[0].label:
        by = abs(off[0].difference.value or 0)
        return f"gives numbers that are {by:.2g} {_side(off[0].difference)} than people's"
    more, less = (
        [bias.label for bias in off[:3] if ((bias.difference.value or 0) > 0) is way] for way in (True, False)
    )
    named = [f"{listing(labels, MOST_NAMED)} {way} often" for labels, way in ((more, "more"), (less, "less")) if labels]
    return f"gives {' and '.join(named)} than people do"


def _side(difference: Estimate) -> str:
    return "higher" if (difference.value or 0) > 0 else "lower"


def _terms(test: AltTestResult) -> str:
    return f"alternative annotator test, epsilon {test.epsilon:g}, false discovery rate {test.q:g}"


def believed(it: QuestionJudges, judge: Judge) -> str:
    """How far a model's stated confidence may be believed; empty where it states none."""
    found = judge.confidence
    if found is None or found.gap.value is None or found.gap.interval is None:
        return ""
    error = f"expected calibration error {found.error.written()}, {found.n_items:,} items"
    low, high = found.gap.interval.low, found.gap.interval.high
    if low <= 0 <= high:
        return f"{it.question}: {judge.model} is not shown to be more or less sure than it is right ({error})."
    way = "surer" if low > 0 else "less sure"
    return (
        f"{it.question}: {judge.model} is {way} than it is right, by {abs(found.gap.value):.2f} on average "
        f"[{min(abs(low), abs(high)):.2f}, {max(abs(low), abs(high)):.2f}] ({error})."
    )


def single_people(found: Judges) -> tuple[str, ...]:
    """Per question and model what is known of items that one person answered; nothing where there are none."""
    return tuple(
        f"{q.question}: of {judge.differing.n_single:,} items that one person answered {judge.model} says something "
        f"else on {judge.differing.n_single_differing:,}; which of the two is right cannot be told from one answer: "
        "ask a second person (oeq relabel), or see --confusion for which labels it happens with."
        for q in found.questions
        for judge in q.judges
        if judge.differing.n_single
    )


def shared(it: QuestionJudges, pair: ModelPair) -> str:
    """Two models that are not two independent voices."""
    return (
        f"{it.question}: {pair.first} and {pair.second} err alike: beyond what the items explain, their answers "
        f"correlate by {pair.errors.written()} on {pair.errors.n_items:,} items; they are not two independent voices."
    )
