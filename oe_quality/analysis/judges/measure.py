"""Hold models against people: who stands in for whom, on what evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from oe_quality.analysis.agreement.catalogue import HEADLINE
from oe_quality.analysis.judges import pairs as between_models
from oe_quality.analysis.judges.apart import shares_apart
from oe_quality.analysis.judges.contest import contest
from oe_quality.analysis.judges.data import Beside, Terms, beside
from oe_quality.analysis.judges.items import changed_winners, differing
from oe_quality.analysis.judges.majority import against_majority, confidence
from oe_quality.analysis.judges.results import Judge, Judges, QuestionJudges, Yardstick
from oe_quality.analysis.judges.shares import biases, powered
from oe_quality.analysis.judges.slices import slices
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.judges.agreement import judge_agreement
from oe_quality.progress import Progress, silent
from oe_quality.scales import Scale
from oe_quality.suggest import one_of

if TYPE_CHECKING:
    from oe_quality.store import Store

MOST_YARDSTICKS = 30
"""People who are held against the others one by one, those who share most answers with the models."""
COMPARED = {
    Scale.NOMINAL: "equal labels",
    Scale.ORDINAL: "squared differences of ranks",
    Scale.INTERVAL: "squared differences",
    Scale.RATIO: "squared differences",
    Scale.MULTILABEL: "MASI distances of sets",
}


def judges(
    store: Store,
    question: str | None = None,
    *,
    models: tuple[str, ...] = (),
    by: str | None = None,
    terms: Terms | None = None,
    progress: Progress = silent,
) -> Judges:
    """Compare the models of a store with its people, on one question or on all that a model answered.

    Args:
        store: whose responses with source "model" are compared with people's.
        question: its name; all by default.
        models: names of models; all by default.
        by: an item attribute to slice by.
        terms: epsilon, false discovery rate, level and seed.
        progress: told of the questions.

    Returns:
        Per question a row for each model: the alternative annotator test, agreement with people, shared errors.

    Raises:
        UsageError: no such question, model or attribute, or a name that both a person and a model bear.
        NotComputableError: no model answered.

    Source: the alternative annotator test of Calderon, Reichart & Dror 2025.

    >>> import oe_quality as oeq
    >>> rows = [(f"i{i}", who, "pq"[i % 2]) for i in range(40) for who in ("x", "y", "z", "gpt")]
    >>> columns = dict(zip(("item", "annotator", "label"), map(list, zip(*rows)), strict=True))
    >>> with oeq.from_frame(columns, models=("gpt",)) as store:
    ...     found = oeq.judges(store, "label")
    >>> found.frame().height
    1
    """
    terms = terms or Terms()
    chosen = models_of(store, models)
    asked = [store.question(question)] if question else [q for q in store.questions() if q.scale is not Scale.TEXT]
    found = []
    for done, q in enumerate(asked):
        progress(f"models on {q.name}", done, len(asked))
        one = _question(store, q.name, chosen, by, terms)
        if one is not None:
            found.append(one)
    progress("models", len(asked), len(asked))
    if not found:
        raise NotComputableError(
            "no model answered an item that a person answered too",
            remedy="Load the models' answers about the same items, and say whose they are with --model NAME.",
        )
    return Judges(tuple(found), terms.level, terms.seed)


def models_of(store: Store, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Keys of the models to compare."""
    there = store.models()
    if mixed := there.filter("mixed")["annotator"].to_list():
        raise UsageError(
            f"{mixed[0]!r} answered both as a model and as a person",
            remedy="Give the model a name of its own when loading.",
        )
    known = there["annotator"].to_list()
    if not known:
        raise NotComputableError(
            "no answer in this store is a model's",
            remedy="Load them with a column that says so, or say whose they are with --model NAME.",
        )
    for name in asked:
        if name not in known:
            raise UsageError(f"no model is called {name!r}", remedy=one_of(name, known))
    return tuple(name for name in known if not asked or name in asked)


def _question(store: Store, name: str, models: tuple[str, ...], by: str | None, terms: Terms) -> QuestionJudges | None:
    panel = store.panel(name, models=True)
    place = {key: code for code, key in enumerate(panel.annotators.to_list())}
    codes = [place[key] for key in models if key in place]
    it = beside(panel, store.models()["annotator"].to_list(), codes)
    if it is None:
        return None
    attribute = None if by is None else _attribute(store, by)
    stated = _stated(store, name)
    found = tuple(_judge(it, code, attribute, stated, terms) for code in codes if (it.annotators == code).any())
    return QuestionJudges(
        name,
        panel.question.scale,
        f"{HEADLINE[panel.question.scale]}: {COMPARED[panel.question.scale]}",
        found,
        _yardsticks(it, terms),
        between_models.pairs(it, codes, terms),
        _notes(it),
    )


def _stated(store: Store, question: str) -> dict[str, dict[str, float]]:
    """Model -> item -> how sure it said to be."""
    found: dict[str, dict[str, float]] = {}
    for item, model, sure in store.confidences(question).iter_rows():
        found.setdefault(model, {})[item] = sure
    return found


def _judge(
    it: Beside,
    model: int,
    attribute: dict[str, str] | None,
    stated: dict[str, dict[str, float]],
    terms: Terms,
) -> Judge:
    own = it.annotators == model
    agreement = judge_agreement(it.pairs, it.human, own, it.annotators, level=terms.level, seed=terms.seed)
    rows = it.rows_of(model)
    changed, voted = changed_winners(it, rows)
    return Judge(
        str(it.panel.annotators[model]),
        agreement,
        contest(it, rows, terms),
        biases(it, rows, terms.level),
        differing(it, rows),
        changed,
        voted,
        powered(it, rows, terms),
        () if attribute is None else slices(it, rows, attribute, terms.level),
        () if attribute is None else shares_apart(it, rows, attribute, terms.level),
        against_majority(it, rows, terms),
        confidence(it, rows, stated.get(str(it.panel.annotators[model])), terms),
    )


def _yardsticks(it: Beside, terms: Terms) -> tuple[Yardstick, ...]:
    """People held against the other people, as models are."""
    judged = np.zeros(it.panel.n_items, dtype=np.bool_)
    judged[it.items[~it.human]] = True
    answers = np.bincount(it.annotators[it.human & judged[it.items]], minlength=it.panel.n_annotators)
    most = np.argsort(-answers, kind="stable")[:MOST_YARDSTICKS]
    found = []
    for person in most[answers[most] > 0]:
        own = it.human & (it.annotators == person) & judged[it.items]
        others = it.human & (it.annotators != person) & judged[it.items]
        agreement = judge_agreement(it.pairs, others, own, it.annotators, level=terms.level, seed=terms.seed)
        found.append(Yardstick(str(it.panel.aliases[int(person)]), agreement.with_people))
    return tuple(sorted(found, key=lambda one: (-(one.agreement.value or -9.0), one.annotator)))


def _attribute(store: Store, by: str) -> dict[str, str]:
    """Item -> value of the attribute."""
    frame = store.item_attributes()
    known = frame["name"].unique().sort().to_list()
    if by not in known:
        raise UsageError(f"items have no attribute called {by!r}", remedy=one_of(by, known))
    rows = frame.filter(name=by).select("key", "value").rows()
    return dict(rows)


def _notes(it: Beside) -> tuple[str, ...]:
    people = np.unique(it.annotators[it.human])
    if len(people) > MOST_YARDSTICKS:
        return (f"Of {len(people):,} people the {MOST_YARDSTICKS} with most shared answers are shown one by one.",)
    return ()
