"""Everything a page shows, computed once: the results of all questions that a person asks of a store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import numpy as np
import polars as pl

from oe_quality.analysis.aggregation.aggregate import Aggregation, aggregate
from oe_quality.analysis.aggregation.votes import Votes, votes
from oe_quality.analysis.agreement.agreement import Agreement
from oe_quality.analysis.agreement.measure import agreement
from oe_quality.analysis.annotators.audit import complete, gather_findings, summarise
from oe_quality.analysis.annotators.flags import Findings
from oe_quality.analysis.annotators.results import AnnotatorAudit, Status
from oe_quality.analysis.distributions.emotion_map import emotion_map
from oe_quality.analysis.distributions.group_results import Groups
from oe_quality.analysis.distributions.groups import groups
from oe_quality.analysis.distributions.results import Distributions, EmotionMap
from oe_quality.analysis.distributions.shares import distributions
from oe_quality.analysis.distributions.variables import AnyPanel
from oe_quality.analysis.evidence import NO_LINKS, Evidence, evidence
from oe_quality.analysis.judges.data import Terms
from oe_quality.analysis.judges.measure import judges
from oe_quality.analysis.judges.results import Judges
from oe_quality.analysis.planning.plan import plan
from oe_quality.analysis.planning.relabel import RelabelQueue, relabel
from oe_quality.analysis.planning.results import Plan, Plans
from oe_quality.config import Config
from oe_quality.diction import ITEMS, Diction
from oe_quality.errors import NotComputableError
from oe_quality.kernel.data.chunk import Chunk, SetChunk
from oe_quality.kernel.em.sharing import shared_fits
from oe_quality.names import Replacements
from oe_quality.notebook import Shown
from oe_quality.progress import Progress, silent
from oe_quality.scales import Scale
from oe_quality.store import Store
from oe_quality.store.gold import fault_sentences
from oe_quality.store.panel import Decision
from oe_quality.store.records import Totals
from oe_quality.workbook import sheets_of

TIMELINES = 8
"""Annotators whose answers are shown in time order: the most urgent ones."""
QUEUE = 100
"""Items in the list of what to relabel."""
CONTESTED = 150
"""Contested items whose answers are kept."""
PAGE_GROUPS_PERMUTATIONS = 999
PLAN_GROUPS = 10
"""Of the jackknife behind a plan's intervals: half as many as `oeq plan` takes, for the page's sake."""

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Overview:
    """What the store holds, in numbers.

    Attributes:
        totals: how many annotations there are, and how many count; n_responses: answers to single questions.
        n_questions, n_batches; excluded: who is left out, with the reason given and since when.
        fingerprint: of the content that analyses see.
    """

    totals: Totals
    n_responses: int
    n_questions: int
    n_batches: int
    excluded: tuple[Decision, ...]
    fingerprint: str

    @property
    def n_items(self) -> int:
        """Items with at least one answer."""
        return self.totals.n_items

    @property
    def n_annotators(self) -> int:
        """People with at least one answer."""
        return self.totals.n_annotators

    @property
    def n_annotations(self) -> int:
        """What people gave, whoever is left out."""
        return self.totals.n_annotations


@dataclass(frozen=True, slots=True, eq=False)
class Study(Shown):
    """All results on one store; what the data do not determine is None, and `missing` says why.

    Attributes:
        overview: in numbers; batches: one row per export (file, sha256, format, counts, loaded_at).
        agreement, aggregation, plans: of all questions.
        audit: of all annotators; timelines: annotator, position, label, residual of the most urgent ones.
        votes: per question with labels, by its name.
        distributions: of the audit's question; emotion_map: where valence and arousal were asked.
        groups: of annotators on the audit's question; queue: what to relabel; evidence: single answers behind all this.
        gold_answers: annotator, item, answer, gold, right; of the audit's question.
        judges: models beside people; None where no model answered.
        names: alias -> user name, empty unless asked for; unnamed: what stands for people's names in names of files
            and commands, empty where names are asked for.
        missing: (part, reason); seed; config: as text; diction: what the items are called.
        gold_faults: what is wrong with the gold itself, in sentences.
    """

    overview: Overview
    batches: pl.DataFrame
    agreement: Agreement
    aggregation: Aggregation
    votes: tuple[Votes, ...]
    plans: Plans | None
    audit: AnnotatorAudit | None
    timelines: pl.DataFrame
    distributions: Distributions | None
    emotion_map: EmotionMap | None
    groups: Groups | None
    queue: RelabelQueue | None
    evidence: Evidence | None
    gold_answers: pl.DataFrame
    judges: Judges | None
    names: dict[str, str]
    missing: tuple[tuple[str, str], ...]
    seed: int
    config: Config
    diction: Diction = ITEMS
    gold_faults: tuple[str, ...] = ()
    unnamed: Replacements = field(default_factory=lambda: Replacements({}))

    def frame(self) -> pl.DataFrame:
        """One row: how many items, annotators, annotations, responses, questions and exports."""
        it = self.overview
        sizes = {
            "items": it.n_items,
            "annotators": it.n_annotators,
            "annotations": it.n_annotations,
            "responses": it.n_responses,
            "questions": it.n_questions,
            "exports": it.n_batches,
        }
        return pl.DataFrame([sizes])

    def tables(self) -> dict[str, pl.DataFrame]:
        """The study as tables, by the names of a workbook's sheets; those without rows are left out.

        `study` holds its sizes, `labels` a row per item, and `not determined` what the data do not give, and why.
        """
        parts = {
            "agreement": self.agreement,
            "annotators": self.audit,
            "plan": self.plans,
            "distributions": self.distributions,
            "emotion map": self.emotion_map,
            "groups": self.groups,
            "relabel": self.queue,
            "models": self.judges,
        }
        found = {"study": self.frame(), "exports": self.batches}
        for name, part in parts.items():
            found |= dict(sheets_of(name, part)) if part is not None else {}
        found["labels"] = self.aggregation.labels_frame()
        found["gold answers"] = self.gold_answers
        found["names"] = pl.DataFrame([*self.names.items()], schema=["annotator", "name"], orient="row")
        found["not determined"] = pl.DataFrame([*self.missing], schema=["what", "undefined"], orient="row")
        return {name: frame for name, frame in found.items() if frame.height}

    def votes_on(self, question: str) -> Votes | None:
        """The votes on one question, None if it has no labels."""
        return next((it for it in self.votes if it.question == question), None)

    @property
    def judged(self) -> AnnotatorAudit | None:
        """The audit where it can say something of single people: not where nobody is known to have annotated twice."""
        return None if self.overview.totals.nobody_twice else self.audit

    @property
    def links(self) -> pl.DataFrame:
        """item, url (https alone) of items that the page names; none where nothing is known of them."""
        return NO_LINKS if self.evidence is None else self.evidence.links

    @property
    def gold_items(self) -> frozenset[str]:
        """Items with a gold answer to the audit's question."""
        return frozenset(self.gold_answers["item"]) if self.gold_answers.height else frozenset()


@shared_fits()
def study(
    store: Store,
    *,
    config: Config | None = None,
    names: bool = False,
    flipped: Sequence[str] = (),
    seed: int = 0,
    progress: Progress = silent,
) -> Study:
    """Compute everything.

    Args:
        store: an open store.
        config: thresholds and flags; the defaults if None.
        names: whether user names go along; pseudonyms always do.
        flipped: items whose labels changed since an earlier look; what was said of them goes along.
        seed: of everything random.
        progress: told of the stages.

    Returns:
        All results on one store, which `report` draws.

    Raises:
        NotComputableError: the store holds no answers.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.study(store)
    >>> [q.question for q in found.agreement.questions]
    ['label']
    """
    with store.keeping_panels():
        return _computed(store, config or Config(), names, flipped, seed, progress)


def _computed(
    store: Store, settings: Config, names: bool, flipped: Sequence[str], seed: int, progress: Progress
) -> Study:
    """See `study`."""
    overview = _overview(store)
    if not overview.n_responses:
        raise NotComputableError("the store holds no answers", remedy="Load an export first: oeq load DB EXPORT.")
    attempt, unnamed = _Attempts(), Replacements({}) if names else store.naming_nobody()
    found = attempt("annotators", lambda: gather_findings(store, None, settings, seed, progress))
    audit = complete(summarise(found, settings, seed), store, found, settings) if found else None
    main = found.data.primary if found else None
    queue = attempt("relabel", lambda: relabel(store, n=QUEUE, seed=seed, progress=progress)) if found else None
    counted, right = _votes(store), _gold_answers(found)
    asked = [*(wanted.item for wanted in queue.items)] if queue else []
    asked += [*flipped, *_telling_gold(store, audit, right), *_contested(counted, audit)]
    return Study(
        overview=overview,
        batches=_batches(store, unnamed),
        agreement=agreement(store, seed=seed, progress=progress),
        aggregation=aggregate(store, seed=seed, progress=progress),
        votes=counted,
        plans=_plans(store, audit.question if audit else "", attempt, seed, progress),
        audit=audit,
        timelines=_timelines(found, audit),
        distributions=attempt("distributions", lambda: distributions(_occasions(store, main))) if main else None,
        emotion_map=_emotion_map(store, attempt),
        groups=_groups(store, main, attempt, seed, progress),
        queue=queue,
        evidence=evidence(store, found, audit, asked, settings) if found and audit else None,
        gold_answers=right,
        judges=None if store.models().is_empty() else attempt("models", lambda: judges(store, terms=Terms(seed=seed))),
        names=_names(store) if names else {},
        missing=tuple(attempt.missing),
        seed=seed,
        config=settings,
        diction=settings.words.over(store.diction()),
        gold_faults=tuple(fault_sentences(store.gold_faults())),
        unnamed=unnamed,
    )


def _occasions(store: Store, main: AnyPanel) -> AnyPanel:
    """Every occasion where somebody answered an item again, which tells noise from ambiguity; else what there is."""
    return store.panel(main.question.name, repeats="all") if main.left_out.repeats else main


class _Attempts:
    """Parts that the data may not determine: None, and the reason kept."""

    def __init__(self) -> None:
        self.missing: list[tuple[str, str]] = []

    def __call__(self, part: str, compute: Callable[[], R]) -> R | None:
        try:
            return compute()
        except NotComputableError as error:
            self.missing.append((part, error.what))
            return None


def _overview(store: Store) -> Overview:
    info = store.info()
    excluded = store.annotators().filter(pl.col("excluded")).select("alias", "reason", "excluded_at").rows()
    return Overview(
        totals=info.totals,
        n_responses=sum(question.n_responses for question in info.questions),
        n_questions=len(info.questions),
        n_batches=len(info.batches),
        excluded=tuple(Decision(*row) for row in excluded),
        fingerprint=store.fingerprint(),
    )


def _batches(store: Store, unnamed: Replacements) -> pl.DataFrame:
    """The exports; a person after whom a file is named is called by their pseudonym."""
    found = store.batches()
    return found.with_columns(pl.Series("file", [unnamed.apply(name) for name in found["file"]], dtype=pl.String))


def _votes(store: Store) -> tuple[Votes, ...]:
    labelled = [q for q in store.questions() if not q.scale.is_numeric and q.scale is not Scale.TEXT and q.labels]
    panels = [store.panel(question.name) for question in labelled]
    return tuple(votes(panel) for panel in panels if panel.n_responses)


def _timelines(found: Findings | None, audit: AnnotatorAudit | None) -> pl.DataFrame:
    """annotator, position (1..n in time order), label (the first chosen), residual (null where nobody else
    answered); empty where no time is known."""
    schema = {"annotator": pl.String, "position": pl.Int64, "label": pl.String, "residual": pl.Float64}
    if found is None or audit is None or (found.data.primary.created_at < 0).all():
        return pl.DataFrame(schema=schema)
    panel, fit = found.data.primary, found.fit
    aliases = {alias: code for code, alias in enumerate(panel.aliases)}
    urgent = [row.alias for row in audit.rows if row.status is not Status.INSUFFICIENT and row.alias in aliases]
    chosen = found.data.chosen
    residuals = fit.residual  # computed anew each time it is read
    records = []
    for alias in urgent[:TIMELINES]:
        code = aliases[alias]
        rows = fit.line.rows[fit.line.offsets[code] : fit.line.offsets[code + 1]]
        for position, r in enumerate(rows, 1):
            label = panel.labels[int(chosen[r].argmax())] if chosen[r].any() else None
            residual = float(residuals[r]) if fit.usable[r] and np.isfinite(residuals[r]) else None
            records.append((alias, position, label, residual))
    return pl.DataFrame(records, schema=schema, orient="row")


def _plans(store: Store, primary: str, attempt: _Attempts, seed: int, progress: Progress) -> Plans | None:
    """Plans for the audit's question and the numeric ones; `oeq plan` has those of all questions."""
    wanted = [q.name for q in store.questions() if q.name == primary or q.scale.is_numeric]
    made: list[Plan] = []
    for done, name in enumerate(wanted):
        progress("planning answers", done, len(wanted))
        found = attempt(f"plan of {name}", partial(plan, store, name, groups=PLAN_GROUPS, seed=seed))
        made += [found] if found else []
    progress("planning answers", len(wanted), len(wanted))
    return Plans(tuple(made)) if made else None


def _emotion_map(store: Store, attempt: _Attempts) -> EmotionMap | None:
    questions = {question.name: question for question in store.questions()}
    if not {"emotion", "valence", "arousal"} <= questions.keys():
        return None
    panels = [store.panel(name) for name in ("emotion", "valence", "arousal")]
    fits = isinstance(panels[0].data, SetChunk) and all(questions[n].scale.is_numeric for n in ("valence", "arousal"))
    return attempt("emotion map", lambda: emotion_map(*panels)) if fits else None


def _groups(store: Store, main: Any, attempt: _Attempts, seed: int, progress: Progress) -> Groups | None:
    attributes = store.annotator_attributes()
    if main is None or attributes.is_empty():
        return None
    return attempt(
        "groups",
        lambda: groups(
            main,
            attributes,
            permutations=PAGE_GROUPS_PERMUTATIONS,
            with_cohesion=False,
            seed=seed,
            progress=progress,
        ),
    )


def _gold_answers(found: Findings | None) -> pl.DataFrame:
    """annotator, item, answer, gold, right: every answer to an item with gold of a single-choice primary question."""
    schema = dict.fromkeys(("annotator", "item", "answer", "gold"), pl.String) | {"right": pl.Boolean}
    if found is None or not isinstance(found.data.primary.data, Chunk):
        return pl.DataFrame(schema=schema)
    panel = found.data.primary
    known = panel.gold[panel.data.items()] >= 0
    items, labels = panel.data.items()[known], panel.data.label[known]
    rows = [
        (panel.aliases[int(a)], panel.items[int(i)], panel.labels[int(k)], panel.labels[int(panel.gold[i])])
        for a, i, k in zip(panel.data.annotator[known], items, labels, strict=True)
    ]
    return pl.DataFrame([(*row, row[2] == row[3]) for row in rows], schema=schema, orient="row")


def _telling_gold(store: Store, audit: AnnotatorAudit | None, answers: pl.DataFrame) -> list[str]:
    """Items whose gold somebody missed; where an answer is a set, every item with gold."""
    if audit is None:
        return []
    if answers.height:
        return answers.filter(~pl.col("right"))["item"].unique(maintain_order=True).to_list()
    return store.gold(audit.question)["item"].unique(maintain_order=True).to_list()


def _contested(counted: tuple[Votes, ...], audit: AnnotatorAudit | None) -> list[str]:
    """Items of the audit's question about which people disagree most."""
    found = next((it for it in counted if audit is not None and it.question == audit.question), None)
    return [] if found is None else found.items.gather(found.contested(CONTESTED)).to_list()


def _names(store: Store) -> dict[str, str]:
    people = store.annotators().select("alias", "annotator", "name")
    return {alias: name or key for alias, key, name in people.rows()}
