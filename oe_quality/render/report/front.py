"""The first screen: may this be published, and what stands against it; people, labels, and what to do next."""

from __future__ import annotations

import numpy as np

from oe_quality.analysis.aggregation.record import SURE
from oe_quality.analysis.aggregation.results import Consensus, ConsensusSet
from oe_quality.analysis.annotators.results import ON_LIST, Status
from oe_quality.analysis.annotators.wording import about
from oe_quality.analysis.compare.results import Comparison
from oe_quality.analysis.planning.work import in_words
from oe_quality.analysis.study import Study
from oe_quality.plaintext import count, percent
from oe_quality.render.page.blocks import Card, Front, Segment
from oe_quality.render.page.words import listing, share, slug

WATCH = (Status.WATCH, Status.DISSENTING)


def front(study: Study, moved: Comparison | None = None, *, public: bool = False) -> Front:
    """The sentence and its three columns, with how it was before; of single people nothing where it is `public`."""
    cards = [_labels(study, moved)] if public else [_people(study, moved), _labels(study, moved), _next(study)]
    return Front(_sentence(study, public=public), tuple(card for card in cards if card is not None))


def _sentence(study: Study, *, public: bool) -> str:
    """May the main question's labels be published, and what stands against it?"""
    labels = _main(study)
    if labels is None:
        return "No question with labels was answered by several people, so there are no labels whose worth can be told."
    called, sure, n = study.diction, int(_sure(labels).sum()), len(labels.items)
    tied = int((labels.winner < 0).sum())
    against = []
    if study.judged is not None and not public:
        talk = sum(row.status in ON_LIST for row in study.judged.rows)
        if talk:
            against.append(f"{count(talk, 'annotator')} to talk to first")
    if n - sure - tied:
        against.append(f"{called.count(n - sure - tied)} with a less certain label")
    if tied:
        against.append(f"{called.count(tied)} without a winner")
    asked = "" if labels.question == "label" else f" for {labels.question}"
    having = f"have a label{asked} that is {percent(SURE)} sure or more"
    words = f"{share(sure, n)} of the {called.many} {having}"
    return (
        f"{words}; against publishing all stand {listing(against)}." if against else f"{words}; nothing stands against."
    )


def _main(study: Study) -> Consensus | ConsensusSet | None:
    """The consensus on the audit's question."""
    wanted = study.audit.question if study.audit is not None else None
    found = [it for it in study.aggregation if isinstance(it, (Consensus, ConsensusSet))]
    return next((it for it in found if it.question == wanted), found[0] if found else None)


def _sure(it: Consensus | ConsensusSet) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray((it.winner >= 0) & (it.confidence >= SURE), dtype=np.bool_)


def _people(study: Study, moved: Comparison | None) -> Card | None:
    if study.audit is None:
        return None
    if study.judged is None:
        nobody = (Segment("of people who cannot be told apart", study.overview.n_annotations, "none"),)
        return Card("People", about("nobody_twice"), nobody, "How far people agree", "agreement-by-question")
    status = [row.status for row in study.audit.rows]
    talk, watch = sum(s in ON_LIST for s in status), sum(s in WATCH for s in status)
    thank, few = status.count(Status.OK), status.count(Status.INSUFFICIENT)
    segments = (
        Segment("to talk to", talk, "act"),
        Segment("to keep an eye on", watch, "note"),
        Segment("to thank", thank, "good"),
        Segment("too few answers to judge", few, "none"),
    )
    words = f"{_said(segments)}{_people_before(moved)}"
    return Card("People", words, segments, "Who, and why", "annotators-table")


def _people_before(moved: Comparison | None) -> str:
    """Who was to be talked to before, and what became of them."""
    known = [it for it in moved.standings if it.before is not None] if moved is not None else []
    if not known:
        return ""
    was, off = sum(it.was_on_list for it in known), sum(it.was_on_list and it.after not in ON_LIST for it in known)
    new = sum(it.after in ON_LIST and not it.was_on_list for it in known)
    turned = [f"{off:,} no longer"] * bool(off) + [f"{new:,} newly"] * bool(new)
    return f" Before: {was:,} of {len(known):,} to talk to{''.join(f'; {words}' for words in turned)}."


def _labels(study: Study, moved: Comparison | None) -> Card | None:
    it = _main(study)
    if it is None:
        return None
    sure, n = int(_sure(it).sum()), len(it.items)
    tied = int((it.winner < 0).sum())
    segments = (
        Segment(f"with a label that is {percent(SURE)} sure or more", sure, "good"),
        Segment("with a less sure one", n - sure - tied, "note"),
        Segment("without a winner", tied, "act"),
    )
    return Card(
        f"Labels: {it.question}",
        f"{study.diction.many.capitalize()}: {_said(segments)}{_labels_before(study, moved)}",
        segments,
        "At every confidence",
        f"coverage-{slug(it.question)}",
    )


def _labels_before(study: Study, moved: Comparison | None) -> str:
    """How many labels were sure before, and how many changed."""
    if moved is None or not moved.before.n_open:
        return ""
    was, now = (share(side.n_sure, side.n_open) for side in (moved.before, moved.after))
    flips = f"; {count(len(moved.flips), 'label')} changed" if moved.n_common else ""
    some = moved.after.n_open < moved.after.n_items
    of = f" Of the {study.diction.many} without gold" if some else " Before"
    return f"{of}, {was} were as sure{' before' if some else ''}; now {now}{flips}."


def _next(study: Study) -> Card | None:
    queue = study.queue
    if queue is None or not queue.items:
        return None
    time = in_words(None if queue.minutes is None else queue.minutes / 60)
    words = (
        f"{study.diction.count(len(queue.items))} gain most from one more answer about {queue.question}{time}. "
        "oeq relabel writes them as tasks for your annotation tool."
    )
    asked = [w.n_annotators for w in queue.items]
    counts = sorted(set(asked))[:4]
    segments = tuple(Segment(f"with {count(k, 'answer')} so far", asked.count(k), "note") for k in counts)
    return Card("Next", words, segments, "What to ask next", "queue")


def _said(segments: tuple[Segment, ...]) -> str:
    return "; ".join(f"{it.n:,} {it.words}" for it in segments if it.n) + "."
