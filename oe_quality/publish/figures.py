"""The pictures that `oeq figure` draws: each with what is computed for it, and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from oe_quality.analysis.aggregation.aggregate import Kind, aggregate
from oe_quality.analysis.aggregation.results import Consensus, ConsensusSet, Perception, Ratings
from oe_quality.analysis.agreement.measure import agreement
from oe_quality.analysis.agreement.results import QuestionAgreement
from oe_quality.analysis.annotators.audit import audit
from oe_quality.analysis.annotators.results import AnnotatorAudit
from oe_quality.analysis.distributions.apart import groups_apart
from oe_quality.analysis.distributions.divided import divided
from oe_quality.analysis.distributions.measure import distributions, emotion_map, groups
from oe_quality.analysis.distributions.results import Distributions
from oe_quality.analysis.judges.data import Terms
from oe_quality.analysis.judges.measure import judges
from oe_quality.analysis.planning.plan import plan
from oe_quality.analysis.primary import choose_primary
from oe_quality.analysis.severity.measure import severity
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.progress import Progress, silent
from oe_quality.render.page.blocks import Block
from oe_quality.render.paper import pictures
from oe_quality.render.sections import (
    agreement as of_agreement,
)
from oe_quality.render.sections import (
    annotators as of_annotators,
)
from oe_quality.render.sections import (
    behaviour,
    by_group,
    confusion,
    emotion_plane,
    labels,
    models,
    pairs,
    planning,
    word_wheel,
)
from oe_quality.render.sections import (
    distributions as of_distributions,
)
from oe_quality.store import Store
from oe_quality.suggest import one_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What a picture is drawn from.

    Attributes:
        store: the annotations; question: the one asked for, None for the one that the audit rests on.
        seed: of everything random; progress: told of the steps.
        by: the attribute whose groups are drawn, empty where none was named.
    """

    store: Store
    question: str | None
    seed: int = 0
    progress: Progress = silent
    by: str = ""

    def one(self) -> str:
        """The question asked for, else the primary one."""
        return self.question or choose_primary(self.store.info().questions)[0]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by name.

    Attributes:
        name: as it is asked for; shows: one line of what it shows.
        draw: what it is drawn from to the picture, or to the words that say why there is none.
    """

    name: str
    shows: str
    draw: Callable[[Asked], Block]


def _agreement(it: Asked) -> QuestionAgreement:
    (found,) = agreement(it.store, it.one(), seed=it.seed, progress=it.progress).questions
    return found


def _audit(it: Asked) -> AnnotatorAudit:
    return audit(it.store, it.question, seed=it.seed, progress=it.progress)


def _distributions(it: Asked) -> Distributions:
    return distributions(it.store, it.one())


def _shares(it: Asked) -> Block:
    found = distributions(it.store, it.one(), by=it.by)
    return by_group.shares(found) if it.by else of_distributions.shares(found)


def _apart(it: Asked) -> Block:
    """By the attribute that was named, or the only one that there is."""
    known = it.store.annotator_attributes()["name"].unique().sort().to_list()
    if not known:
        raise NotComputableError("nothing is known of the annotators, so they make no groups")
    if not it.by and len(known) > 1:
        raise UsageError("groups of annotators by what?", remedy=f"Give --by {' or '.join(known)}.")
    return pictures.apart(groups_apart(it.store, it.one(), it.by or known[0], seed=it.seed))


def _consensus(it: Asked) -> Consensus | ConsensusSet:
    found = aggregate(it.store, it.one(), kind=Kind.CONSENSUS, seed=it.seed, progress=it.progress)
    return next(one for one in found if isinstance(one, (Consensus, ConsensusSet)))


def _confusion(it: Asked) -> Block:
    found = aggregate(it.store, it.one(), method="hierarchical", seed=it.seed, progress=it.progress)
    one = next(result for result in found if isinstance(result, (Consensus, ConsensusSet)))
    return confusion.average_or_why(one)


def _perception(it: Asked) -> Block:
    found = aggregate(it.store, it.one(), kind=Kind.PERCEPTION, seed=it.seed, progress=it.progress)
    return labels.perception_shares(next(one for one in found if isinstance(one, Perception)))


def _ratings(it: Asked) -> Block:
    rated = [q.name for q in it.store.questions() if q.scale.is_numeric]
    if not rated and it.question is None:
        raise NotComputableError("no question here was answered in numbers")
    found = aggregate(it.store, it.question or rated[0], seed=it.seed, progress=it.progress)
    made = [one for one in found if isinstance(one, Ratings)]
    if not made:
        raise NotComputableError(f"{it.question} was not answered in numbers")
    return labels.ratings_spread(made[0])


def _emotion_plane(it: Asked) -> Block:
    return emotion_plane.emotion_map(emotion_map(it.store))


def _plan(it: Asked) -> Block:
    return planning.curves([plan(it.store, it.one(), seed=it.seed)])


def _words(it: Asked) -> Block:
    """Of the question whose labels are words in categories, where none is asked for and there is one."""
    hierarchical = [question.name for question in it.store.questions() if question.hierarchical]
    return word_wheel.block(distributions(it.store, it.question or (hierarchical[0] if hierarchical else it.one())))


def _models(it: Asked) -> Block:
    found = judges(it.store, it.question, terms=Terms(seed=it.seed))
    return models.agreements(found.questions[0], 0)


PICTURES: tuple[Picture, ...] = (
    Picture(
        "agreement",
        "agreement of every question, with intervals",
        lambda it: of_agreement.headlines(agreement(it.store, it.question, seed=it.seed, progress=it.progress)),
    ),
    Picture("agreement-by-label", "which labels mean the same to all", lambda it: of_agreement.labels(_agreement(it))),
    Picture(
        "blurred-labels",
        "labels given in place of one another",
        lambda it: of_agreement.confusions(_agreement(it)),
    ),
    Picture("skill", "annotators: agreement and number of answers", lambda it: of_annotators.skill(_audit(it))),
    Picture("speed", "annotators: agreement and speed", lambda it: of_annotators.speed(_audit(it))),
    Picture("habits", "annotators: who answers by habit", lambda it: behaviour.habits(_audit(it))),
    Picture("drift", "annotators: whose agreement moved", lambda it: behaviour.drift(_audit(it))),
    Picture("copying", "pairs that share more than explained", lambda it: pairs.alike_or_why(_audit(it).copying)),
    Picture("confusion", "what is answered where the consensus says something else", _confusion),
    Picture("coverage", "labels kept at a minimum confidence", lambda it: labels.coverage(_consensus(it))),
    Picture("perception", "share of people who perceive each label", _perception),
    Picture("ratings", "spread of the items' rated values", _ratings),
    Picture("shares", "how often each label is given", _shares),
    Picture("long-tail", "how many labels make up how much", lambda it: of_distributions.long_tail(_distributions(it))),
    Picture("together", "labels given in one answer", lambda it: of_distributions.together_or_why(_distributions(it))),
    Picture("variety", "where variety comes from", lambda it: of_distributions.variety(_distributions(it))),
    Picture("words", "words in their categories, as rings", _words),
    Picture("emotion-plane", "emotions by valence and arousal", _emotion_plane),
    Picture(
        "groups",
        "differences between groups of annotators",
        lambda it: by_group.differences(groups(it.store, it.question, seed=it.seed, progress=it.progress)),
    ),
    Picture("groups-apart", "how far apart groups' labels lie", _apart),
    Picture(
        "divided",
        "items that annotators are divided about",
        lambda it: pictures.divided(divided(it.store, it.one(), seed=it.seed)),
    ),
    Picture(
        "severity",
        "annotators: who answers lower than others",
        lambda it: pictures.severity(severity(it.store, it.question, seed=it.seed)),
    ),
    Picture(
        "plan",
        "reliability of k answers per item",
        _plan,
    ),
    Picture("models", "models and people side by side", _models),
)
"""Every picture, in the order of the page."""


def known() -> pl.DataFrame:
    """figure, shows: one row per picture."""
    rows = [(it.name, it.shows) for it in PICTURES]
    return pl.DataFrame(rows, schema={"figure": pl.String, "shows": pl.String}, orient="row")


def picture(name: str) -> Picture:
    """The picture of that name.

    Raises:
        UsageError: there is none; it names those there are.
    """
    by_name = {it.name: it for it in PICTURES}
    if name not in by_name:
        raise UsageError(f"no figure {name!r}", remedy=one_of(name, by_name))
    return by_name[name]
