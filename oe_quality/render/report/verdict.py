"""The first lines of the page: what is good, what needs doing, each with its numbers and its evidence."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from oe_quality.analysis.aggregation.coverage import on_public_sets, right_on_gold
from oe_quality.analysis.aggregation.record import SURE
from oe_quality.analysis.aggregation.results import Consensus, ConsensusSet
from oe_quality.analysis.aggregation.votes import VoteStatus
from oe_quality.analysis.agreement.results import QuestionAgreement
from oe_quality.analysis.annotators.wording import about
from oe_quality.analysis.compare.results import Comparison
from oe_quality.analysis.judges.wording import decisions
from oe_quality.analysis.planning.work import duration
from oe_quality.analysis.study import Study
from oe_quality.diction import Diction
from oe_quality.plaintext import percent
from oe_quality.render.page.blocks import Level, Tile, Verdict
from oe_quality.render.page.words import listing, number, share, slug
from oe_quality.render.report.people_lines import left_out_line, people_lines
from oe_quality.render.sections import comparison
from oe_quality.results import Estimate

MOST_SAID = 99.0
"""Per cent beyond which an expectation is not spelt out."""
FIRM = 0.667
"""Alpha below which no conclusions are advised (Krippendorff 2004, ch. 11)."""
LEAST_GAIN = 0.05
"""Of all items to ask about together, in the queue's unit; what would teach less is not asked for."""
VAGUE = 0.5
"""Width of an interval beyond which it says little."""


def tiles(study: Study) -> tuple[Tile, ...]:
    """The study's size."""
    it = study.overview
    found = [
        _tile(it.n_annotations, "annotation"),
        _tile(it.n_items, study.diction.one, study.diction.many),
        *([] if it.totals.nobody_twice else [_tile(it.n_annotators, "annotator")]),
        _tile(it.n_questions, "question"),
        Tile(f"{it.totals.n_counted / max(it.n_items, 1):.1f}", f"annotations that count, per {study.diction.one}"),
    ]
    if it.excluded:
        found.append(Tile(f"{len(it.excluded):,}", "annotators left out"))
    return tuple(found)


def verdicts(study: Study, moved: Comparison | None = None, *, public: bool = False) -> tuple[Verdict, ...]:
    """What needs doing first, then what to know, then what is good.

    Args:
        study: what was found.
        moved: the comparison with an earlier store.
        public: whether strangers read it: then nothing is said of single people.
    """
    people = [] if public else [*people_lines(study.judged), *_nobody(study)]
    found = [
        *_since(moved),
        *people,
        *_gold(study),
        *_agreement(study),
        *_labels(study),
        *_models(study),
        *_next(study),
    ]
    found += [
        Verdict(Level.NOTE, f"Not here: {part}, as {reason.rstrip('.')}.", "provenance")
        for part, reason in study.missing
    ]
    found += left_out_line([it.words for it in study.overview.excluded], public=public)
    order = [Level.ACT, Level.NOTE, Level.GOOD]
    return tuple(sorted(found, key=lambda verdict: order.index(verdict.level)))


def _nobody(study: Study) -> list[Verdict]:
    """That nothing can be said of single people, where it cannot."""
    unknown = study.audit is not None and study.judged is None
    return [Verdict(Level.NOTE, about("nobody_twice"), "agreement-by-question")] if unknown else []


def _gold(study: Study) -> list[Verdict]:
    """Gold that nobody answered or that everybody fails, which is to be looked at before anybody is."""
    return [Verdict(Level.ACT, words, "provenance") for words in study.gold_faults]


def _since(moved: Comparison | None) -> list[Verdict]:
    """What an earlier store or release says otherwise."""
    if moved is None:
        return []
    up = [it.question for it in moved.agreement if it.difference.interval and it.difference.interval.low > 0]
    down = [it.question for it in moved.agreement if it.difference.interval and it.difference.interval.high < 0]
    found = []
    before = comparison.earlier(moved)
    sides = ((Level.ACT, down, "fallen", "below"), (Level.GOOD, up, "risen", "above"))
    for level, questions, way, side in sides:
        if questions:
            words = (
                f"Agreement has clearly {way} since {before} on {listing(questions)}: with {len(questions)} of "
                f"{len(moved.agreement)} questions the interval of the difference lies {side} 0."
            )
            found.append(Verdict(level, words, "dumbbell"))
    if moved.n_common:
        words = f"{share(len(moved.flips), moved.n_common)} of the labels have flipped since {before}"
        bounds = moved.flip_share.interval
        sure = f" ({100 * bounds.low:.0f} to {percent(bounds.high)})" if bounds else ""
        found.append(Verdict(Level.NOTE, f"{words}{sure}.", "flips"))
    return found


def _tile(n: int, thing: str, things: str = "") -> Tile:
    return Tile(f"{n:,}", thing if n == 1 else things or f"{thing}s")


def _agreement(study: Study) -> list[Verdict]:
    """Every question in one of four lines: firm, between, no better than chance, too vague to tell."""
    firm: list[str] = []
    between: list[str] = []
    chance: list[str] = []
    vague: list[str] = []
    for question in study.agreement.questions:
        it = question.headline.estimate
        if it.interval is None:
            continue
        low, high = it.interval.low, it.interval.high
        kind = firm if low >= FIRM else vague if low <= 0 and high - low > VAGUE else chance if low <= 0 else between
        kind.append(_measured(question, it))
    lines = (
        (Level.ACT, chance, "Agreement no better than chance is not ruled out on {}. Mend the question or its "
         "guideline before more is annotated."),
        (Level.NOTE, vague, "Agreement on {} cannot be told: the interval is too wide. More annotators would tell, "
         f"more {study.diction.many} hardly."),
        (Level.NOTE, between, f"Agreement beyond chance, but not surely above {FIRM}, on {{}}: people differ, or the "
         f"guideline leaves it open. Combine several answers per {study.diction.one}."),
        (Level.GOOD, firm, f"Agreement is firm on {{}}: the interval lies above {FIRM}."),
    )  # fmt: skip
    return [
        Verdict(level, words.format(listing(said, 12)), "agreement-by-question") for level, said, words in lines if said
    ]


def _measured(question: QuestionAgreement, it: Estimate) -> str:
    assert it.value is not None
    assert it.interval is not None
    return f"{question.question} {number(it.value)} ({number(it.interval.low)} to {number(it.interval.high)})"


def _labels(study: Study) -> list[Verdict]:
    if study.audit is None:
        return []
    found = [
        _sure(result, study.gold_items, dict(study.gold_answers.select("item", "gold").iter_rows()), study.diction)
        for result in study.aggregation
        if result.question == study.audit.question and isinstance(result, (Consensus, ConsensusSet))
    ]
    votes = study.votes_on(study.audit.question)
    singles = votes.status.count(VoteStatus.SINGLE) if votes is not None else 0
    if votes is not None and singles:
        part = f"{share(singles, len(votes.items))} of the {study.diction.many}"
        words = f"{part} rest on a single annotator's {votes.question}."
        found.append(Verdict(Level.NOTE, words, f"votes-{slug(votes.question)}"))
    question = next((it for it in study.agreement.questions if it.question == study.audit.question), None)
    if question is not None and question.confusions:
        top = [f"{it.label} and {it.other} ({percent(it.share)})" for it in question.confusions[:2]]
        words = f"Most often given in place of one another: {listing(top)} of the answers that gave either."
        found.append(Verdict(Level.NOTE, words, f"confusions-{slug(question.question)}"))
    return found


def _sure(it: Consensus | ConsensusSet, gold: frozenset[str], truth: Mapping[str, str], called: Diction) -> Verdict:
    """How many labels are sure, and what that is worth; items with gold have their label and do not count.

    Args:
        it: the consensus; gold: items with gold; truth: item -> gold label; called: what items are.
    """
    open_to_doubt = [i for i, item in enumerate(it.items) if item not in gold]
    evidence = f"coverage-{slug(it.question)}"
    if not open_to_doubt:
        return Verdict(
            Level.NOTE, f"Every {called.one} has a gold answer to {it.question}, which is taken as it stands.", evidence
        )
    best = np.where(it.winner >= 0, it.confidence, 0.0)[open_to_doubt]
    sure = best >= SURE
    which = f"{called.many}{' without gold' if gold else ''}"
    words = f"{share(int(sure.sum()), len(best))} of the {which} have a label for "
    words += f"{it.question} that is {percent(SURE)} sure or more"
    if sure.any():
        expected = 100 * float(best[sure].mean())
        said = f"{expected:.0f} %" if expected < MOST_SAID else f"more than {MOST_SAID:.0f} %"
        words += f"; the model itself expects {said} of these to be right"
    words = " ".join([f"{words}.", *_worth(it, truth, any_sure=bool(sure.any()))])
    tied = int((it.winner[open_to_doubt] < 0).sum())
    if tied:
        words += f" {called.count(tied)} {'has' if tied == 1 else 'have'} no winner."
    return Verdict(Level.NOTE, words, evidence)


def _worth(it: Consensus | ConsensusSet, truth: Mapping[str, str], *, any_sure: bool) -> list[str]:
    """What is known beside the model: gold where there is some, else the public record; and the algorithm's part."""
    words = _on_gold(it, truth)
    if isinstance(it, ConsensusSet):
        words += on_public_sets(it, any_sure=any_sure and not words)
    else:
        words += on_public_sets(it, any_sure=any_sure)
        if not it.calibration.known:
            words.append(f"The probabilities are {it.calibration}.")
        if it.dependence is not None:
            words.append(f"{percent(it.dependence)} of the labels depend on the algorithm.")
    return words


def _on_gold(it: Consensus | ConsensusSet, truth: Mapping[str, str]) -> list[str]:
    seen = right_on_gold(it, truth, SURE)
    if seen.value is None or seen.interval is None:
        return []
    bounds = f"{100 * seen.interval.low:.0f} to {percent(seen.interval.high)}"
    return [f"Of the {seen.n_items:,} sure labels with gold {percent(seen.value)} are right ({bounds})."]


def _models(study: Study) -> list[Verdict]:
    """May a model replace one of the annotators, for which labels, and how sure; and whether models are in all this."""
    heard = dict.fromkeys(words for q in study.agreement.questions if (words := q.left_out.heard_words))
    found = [Verdict(Level.NOTE, words, "agreement-by-question") for words in heard]
    if study.judges is None:
        return found
    return [*found, *(Verdict(Level.NOTE, words, "models") for words in decisions(study.judges))]


def _next(study: Study) -> list[Verdict]:
    found = []
    for plan in study.plans.plans if study.plans else ():
        part = plan.parts[0] if plan.parts else None
        if part is not None and part.needed is not None and part.needed > plan.answers_now:
            more = f", which leaves {part.more_answers:,} to give" if part.more_answers else ""
            doubt = (
                "" if part.needed_high is not None else f" ({part.needed_low or 1:,} or more: no upper end can be told)"
            )
            words = (
                f"For a reliability of {number(plan.target, 1)} {plan.question} needs {part.needed:,} answers "
                f"per {study.diction.one}{doubt}; there are {number(plan.answers_now, 1)} (harmonic mean){more}."
            )
            found.append(Verdict(Level.NOTE, words, "plan"))
    if study.queue is not None and study.queue.items and study.queue.total_gain >= LEAST_GAIN:
        time = f", about {duration(study.queue.minutes / 60)} of work," if study.queue.minutes else ""
        n = len(study.queue.items)
        each = f"each of the {study.diction.count(n)}" if n > 1 else f"the {study.diction.one}"
        words = (
            f"One more answer to {each} listed{time} would teach "
            f"most about {study.queue.question}: {number(study.queue.total_gain, 1)} {study.queue.unit} in all."
        )
        found.append(Verdict(Level.NOTE, words, "queue"))
    return found
