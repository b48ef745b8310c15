"""The page's pictures as Altair charts with their data: for notebooks, and for papers.

    import oe_quality as oeq

    chart = oeq.charts.agreement(found)   # `found` as of oeq.agreement
    chart.save("agreement.svg")           # or .properties(...), or show it in a notebook
    oeq.charts.write(chart, "agreement.pdf", width=85, grey=True)

Each function takes a result and gives a chart in the house style, whose colours (Okabe and Ito 2008) are told apart
with any colour vision. Annotators stand in it by pseudonym. Where there is nothing to draw, `NotComputableError` says
why. `oeq figure` is the same from a terminal.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from oe_quality.files import whole
from oe_quality.render.charts.style import AnyChart
from oe_quality.render.paper import pictures as _pictures
from oe_quality.render.paper.sheet import bound, drawn, kind_of
from oe_quality.render.sections import agreement as _agreement
from oe_quality.render.sections import annotators as _annotators
from oe_quality.render.sections import behaviour as _behaviour
from oe_quality.render.sections import by_group as _by_group
from oe_quality.render.sections import confusion as _confusion
from oe_quality.render.sections import distributions as _distributions
from oe_quality.render.sections import emotion_plane as _emotion_plane
from oe_quality.render.sections import labels as _labels
from oe_quality.render.sections import models as _models
from oe_quality.render.sections import pairs as _pairs
from oe_quality.render.sections import planning as _planning
from oe_quality.render.sections import word_wheel as _word_wheel

if TYPE_CHECKING:
    from oe_quality.analysis.aggregation.results import Consensus, ConsensusSet, Perception, Ratings
    from oe_quality.analysis.agreement.agreement import Agreement
    from oe_quality.analysis.agreement.results import QuestionAgreement
    from oe_quality.analysis.annotators.results import AnnotatorAudit
    from oe_quality.analysis.distributions.apart_results import GroupsApart
    from oe_quality.analysis.distributions.divided_results import Divided
    from oe_quality.analysis.distributions.group_results import Groups
    from oe_quality.analysis.distributions.results import Distributions, EmotionMap
    from oe_quality.analysis.judges.results import QuestionJudges
    from oe_quality.analysis.planning.results import Plan
    from oe_quality.analysis.severity.results import Severity

__all__ = [
    "agreement",
    "agreement_by_label",
    "blurred_labels",
    "confusion",
    "copying",
    "coverage",
    "divided",
    "drift",
    "emotion_plane",
    "groups",
    "groups_apart",
    "habits",
    "long_tail",
    "models",
    "perception",
    "plan",
    "ratings",
    "severity",
    "shares",
    "skill",
    "speed",
    "together",
    "variety",
    "words",
    "write",
]


def agreement(it: Agreement) -> AnyChart:
    """The headline coefficient of every question, with its interval.

    Args:
        it: of `oeq.agreement`.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=40, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.agreement(store)
    >>> sorted(oeq.charts.agreement(found).to_dict()["datasets"])
    ['agreement-by-question']
    """
    return bound(_agreement.headlines(it))


def agreement_by_label(it: QuestionAgreement) -> AnyChart:
    """Alpha of each label against all others, with its interval.

    Args:
        it: one of `oeq.agreement(store).questions`, with labels.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     (question,) = oeq.agreement(store).questions
    >>> chart = oeq.charts.agreement_by_label(question)
    >>> [row["label"] for row in chart.to_dict()["datasets"]["labels-label"]]
    ['label3', 'label2', 'label1']
    """
    return bound(_agreement.labels(it))


def blurred_labels(it: QuestionAgreement) -> AnyChart:
    """Which labels two annotators give in place of one another.

    Args:
        it: one of `oeq.agreement(store).questions`, with labels.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     (question,) = oeq.agreement(store).questions
    >>> chart = oeq.charts.blurred_labels(question)
    >>> len(chart.to_dict()["datasets"]["confusions-label"])
    6
    """
    return bound(_agreement.confusions(it))


def skill(it: AnnotatorAudit) -> AnyChart:
    """Each annotator's agreement with the consensus (Cohen's kappa) against how much they answered.

    Args:
        it: of `oeq.annotators`.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.annotators(store)
    >>> len(oeq.charts.skill(found).to_dict()["datasets"]["skill"])
    6
    """
    return bound(_annotators.skill(it))


def speed(it: AnnotatorAudit) -> AnyChart:
    """Each annotator's agreement against their speed.

    Args:
        it: of `oeq.annotators`.

    Raises:
        NotComputableError: the data hold no durations.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.annotators(store)
    >>> len(oeq.charts.speed(found).to_dict()["datasets"]["speed"])
    6
    """
    return bound(_annotators.speed(it))


def habits(it: AnnotatorAudit) -> AnyChart:
    """Who answers by habit more than the others do.

    Args:
        it: of `oeq.annotators`.

    Raises:
        NotComputableError: nobody's habits can be told.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.annotators(store)
    >>> len(oeq.charts.habits(found).to_dict()["datasets"]["habits"])
    12
    """
    return bound(_behaviour.habits(it))


def drift(it: AnnotatorAudit) -> AnyChart:
    """Whose agreement moved in the course of their work, beyond what everybody's did.

    Args:
        it: of `oeq.annotators`.

    Raises:
        NotComputableError: the data hold no order of answers.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.annotators(store)
    >>> len(oeq.charts.drift(found).to_dict()["datasets"]["drift"])
    6
    """
    return bound(_behaviour.drift(it))


def copying(it: AnnotatorAudit) -> AnyChart:
    """Pairs of annotators that share more answers than the items and their own habits explain.

    Args:
        it: of `oeq.annotators`.

    Raises:
        NotComputableError: no pair does, or none could be tested.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.annotators(store)
    >>> oeq.charts.copying(found)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    oe_quality.errors.NotComputableError: 15 pairs with enough shared items were tested. No pair shares more...
    """
    return bound(_pairs.alike_or_why(it.copying))


def confusion(it: Consensus) -> AnyChart:
    """The confusion matrix of the average annotator: truth by row, answer by column.

    Args:
        it: a consensus that learned how annotators answer, of `oeq.aggregate`.

    Raises:
        NotComputableError: its method learns no confusions.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=40, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     (found,) = oeq.aggregate(store, "label", method="dawid-skene")
    >>> len(oeq.charts.confusion(found).to_dict()["datasets"]["confusion-label"])
    9
    """
    return bound(_confusion.average_or_why(it))


def coverage(it: Consensus | ConsensusSet) -> AnyChart:
    """How many items keep a label when a minimum confidence is asked for, and how many of these are expected right.

    Args:
        it: a consensus, of `oeq.aggregate`.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     (found,) = oeq.aggregate(store, "label", method="majority")
    >>> sorted(oeq.charts.coverage(found).to_dict()["datasets"])
    ['coverage-label']
    """
    return bound(_labels.coverage(it))


def perception(it: Perception) -> AnyChart:
    """The mean share of people who perceive each label.

    Args:
        it: a perception, of `oeq.aggregate`.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     (found,) = oeq.aggregate(store, "label", kind="perception")
    >>> [row["label"] for row in oeq.charts.perception(found).to_dict()["datasets"]["shares-label"]]
    ['label3', 'label2', 'label1']
    """
    return bound(_labels.perception_shares(it))


def ratings(it: Ratings) -> AnyChart:
    """How the items' rated values are spread.

    Args:
        it: ratings, of `oeq.aggregate`.

    >>> import oe_quality as oeq
    >>> answers = {"item": [*"aabbccdd"], "annotator": [*"xy"] * 4, "score": [1, 2, 4, 4, 3, 2, 5, 5]}
    >>> with oeq.from_frame(answers, value="score", scales="score=interval") as store:
    ...     (found,) = oeq.aggregate(store, "score")
    >>> sum(row["items"] for row in oeq.charts.ratings(found).to_dict()["datasets"]["ratings-score"])
    4
    """
    return bound(_labels.ratings_spread(it))


def shares(it: Distributions) -> AnyChart:
    """How often each label is given, by group where the result is; intervals are clustered by item and annotator.

    Args:
        it: of `oeq.distributions`.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.distributions(store, "label")
    >>> sorted(row["part"] for row in oeq.charts.shares(found).to_dict()["datasets"]["given-label"])
    ['label1', 'label2', 'label3']
    """
    return bound(_by_group.shares(it) if it.by else _distributions.shares(it))


def long_tail(it: Distributions) -> AnyChart:
    """How many of the labels make up how much of what was given.

    Args:
        it: of `oeq.distributions`, of a question with labels.

    Raises:
        NotComputableError: the question has no labels.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.distributions(store, "label")
    >>> [row["labels"] for row in oeq.charts.long_tail(found).to_dict()["datasets"]["tail-label"]]
    [1, 2, 3]
    """
    return bound(_distributions.long_tail(it))


def together(it: Distributions) -> AnyChart:
    """Which labels are given together in one answer.

    Args:
        it: of `oeq.distributions`, of a multi-label question.

    Raises:
        NotComputableError: no two labels are given together.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(items=60, labels=4, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.distributions(store, "emotion")
    >>> sorted(oeq.charts.together(found).to_dict()["datasets"])
    ['together-emotion']
    """
    return bound(_distributions.together_or_why(it))


def variety(it: Distributions) -> AnyChart:
    """Where variety comes from: items, people, and noise.

    Args:
        it: of `oeq.distributions`.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.distributions(store, "label")
    >>> len(oeq.charts.variety(found).to_dict()["datasets"]["variety-label"])
    2
    """
    return bound(_distributions.variety(it))


def words(it: Distributions) -> AnyChart:
    """Words in their categories as two rings, as wide as they were often chosen.

    Args:
        it: of `oeq.distributions`, of a question whose labels are `category/word`.

    Raises:
        NotComputableError: its labels are no such words.
    """
    return bound(_word_wheel.block(it))


def emotion_plane(it: EmotionMap) -> AnyChart:
    """Where each emotion lies in the plane of valence and arousal, with ellipses for its mean.

    Args:
        it: of `oeq.emotion_map`.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(items=60, labels=4, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.emotion_map(store)
    >>> sorted(oeq.charts.emotion_plane(found).to_dict()["datasets"])
    ['emotion-ellipses', 'emotion-map']
    """
    return bound(_emotion_plane.emotion_map(it))


def groups(it: Groups) -> AnyChart:
    """The clearest differences between groups of annotators on the same items.

    Args:
        it: of `oeq.groups`.

    Raises:
        NotComputableError: no groups share items.
    """
    return bound(_by_group.differences(it))


def groups_apart(it: GroupsApart) -> AnyChart:
    """How far apart the labels of each pair of groups lie (Jensen-Shannon), beside what chance gives.

    Args:
        it: of `oeq.groups_apart`.

    Raises:
        NotComputableError: no two groups answered the same items.

    >>> import oe_quality as oeq
    >>> people = [(site, f"{site}{a}") for site in "ns" for a in range(5)]
    >>> rows = [(f"i{i}", who, "pq"[site == "n" and i % 2], site) for i in range(8) for site, who in people]
    >>> answers = dict(zip(("item", "annotator", "label", "site"), map(list, zip(*rows)), strict=True))
    >>> with oeq.from_frame(answers, annotator_attributes="site") as store:
    ...     found = oeq.groups_apart(store, "label", "site", permutations=99)
    >>> [row["row"] for row in oeq.charts.groups_apart(found).to_dict()["datasets"]["apart"]]
    ['n \N{EN DASH} s']
    """
    return bound(_pictures.apart(it))


def divided(it: Divided) -> AnyChart:
    """The items that annotators are most divided about: the chance that two answers differ, with its bounds.

    Args:
        it: of `oeq.divided`.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.divided(store, "label")
    >>> len(oeq.charts.divided(found).to_dict()["datasets"]["divided"])
    30
    """
    return bound(_pictures.divided(it))


def severity(it: Severity) -> AnyChart:
    """Each annotator's severity with its interval; those whose answers fit no scale stand out.

    Args:
        it: of `oeq.severity`.

    Raises:
        NotComputableError: nobody's severity is determined.

    >>> import oe_quality as oeq
    >>> answers = {"item": [*"aabbccddeeff"], "annotator": [*"xy"] * 6, "score": [2, 1, 3, 2, 1, 2, 3, 3, 2, 1, 3, 1]}
    >>> with oeq.from_frame(answers, value="score", scales="score=interval") as store:
    ...     found = oeq.severity(store, "score", studies=30)
    >>> [row["row"] for row in oeq.charts.severity(found).to_dict()["datasets"]["severity"]]
    ['y', 'x']
    """
    return bound(_pictures.severity(it))


def plan(it: Plan) -> AnyChart:
    """Reliability of the mean, or of the share, of k answers per item.

    Args:
        it: of `oeq.plan`.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.plan(store, "label")
    >>> sorted(oeq.charts.plan(found).to_dict()["datasets"])
    ['plan']
    """
    return bound(_planning.curves([it]))


def models(it: QuestionJudges) -> AnyChart:
    """Models and people side by side, each held against the (other) people.

    Args:
        it: one of `oeq.judges(store).questions`.
    """
    return bound(_models.agreements(it, 0))


def write(
    chart: AnyChart, path: str | PathLike[str], *, width: float | None = None, grey: bool = False, force: bool = False
) -> Path:
    """Write a chart as a paper takes it.

    Args:
        chart: of any function here; other Altair charts do too.
        path: ends in .svg, .pdf or .png (300 pixels an inch).
        width: in millimetres, of the whole picture; as on the page if None. One column is often 85, two 180.
        grey: whether it is drawn in greys that are told apart in print.
        force: whether a file that stands there may be replaced.

    Returns:
        Where it was written.

    Raises:
        UsageError: the name has another ending, the width is none of a paper's, or a file stands there.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=40, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     chart = oeq.charts.agreement(oeq.agreement(store))
    >>> oeq.charts.write(chart, "agreement.svg", width=85).name  # doctest: +SKIP
    'agreement.svg'
    """
    place = Path(path)
    kind = kind_of(place)
    with whole(place, force=force) as new:
        new.write_bytes(drawn(chart, kind, width=width, grey=grey).content)
    return place
