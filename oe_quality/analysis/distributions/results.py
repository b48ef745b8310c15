"""What a study of distributions says: the forms of its findings."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from oe_quality.notebook import Shown
from oe_quality.results import Estimate, Json, document, to_json
from oe_quality.store.panel import LeftOut

EVERYONE = ""
"""The group of a row that speaks of all answers."""


@dataclass(frozen=True, slots=True)
class Share:
    """How often a label is given, or the mean of a rating.

    Attributes:
        group: the value of the attribute, or `EVERYONE`.
        part: the label, or the question's name.
        n_chosen: answers that gave the label; all of them, for a rating.
        estimate: share of answers (0..1) or mean rating, with an interval clustered by item and annotator.
    """

    group: str
    part: str
    n_chosen: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class GivenLabel:
    """One label, as a ring of a sunburst has it.

    Attributes:
        category, word: the two parts of a label `category/word`; the label and "" where labels have no parts.
        n_given: how often it was given; share_of_given: of all labels given; share_in_category: of those in its own.
    """

    category: str
    word: str
    n_given: int
    share_of_given: float
    share_in_category: float


@dataclass(frozen=True, slots=True)
class LongTail:
    """How much of an open vocabulary has been seen.

    Attributes:
        n_labels: distinct labels given; n_given: labels given in all; n_once: labels given exactly once.
        unseen: probability that the next label given is a new one (Good-Turing), None without labels.
        unseen_at_most: its 95 % upper bound (McAllester & Schapire 2000), wide below some thousand labels.
        effective: how many equally frequent labels would be as varied (2 to the entropy).
        for_half, for_80, for_95: labels, most frequent first, that make up so much of what was given.
    """

    n_labels: int
    n_given: int
    n_once: int
    unseen: float | None
    unseen_at_most: float | None
    effective: float | None
    for_half: int
    for_80: int
    for_95: int


@dataclass(frozen=True, slots=True)
class Together:
    """Two labels given in one answer.

    Attributes:
        n_together: answers that gave both; n_expected: if the labels were given independently.
        lift: their ratio, drawn towards 1 where little is expected.
        phi: correlation of the two over answers, with a clustered interval.
        q_value: of phi = 0, after Benjamini & Yekutieli over all pairs; None where phi is undefined.
    """

    first: str
    second: str
    n_together: int
    n_expected: float
    lift: float
    phi: Estimate
    q_value: float | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where variety comes from. Disagreement is the mean distance of two answers, 0 for equal ones.

    Attributes:
        anywhere: of answers to any two items; within_item: of two annotators on one item; within_annotator: of one
            annotator's answers to one item on two occasions, which is noise.
        ambiguity: within_item less within_annotator: people who stand by their answers perceive different things.
        distance: the distance's name.
        entropy, entropy_within: bits of one answer, anywhere and within an item (mean of nearly unbiased
            estimates); None for ratings and where no item has two answers. For sets they are sums over the
            labels looked at, each given or not.
    """

    anywhere: Estimate
    within_item: Estimate
    within_annotator: Estimate
    ambiguity: Estimate
    distance: str
    entropy: float | None
    entropy_within: float | None


@dataclass(frozen=True, slots=True)
class Distributions(Shown):
    """How the answers to one question are distributed.

    Attributes:
        question: what was asked; by: the attribute that `shares` are told apart by, "" for none.
        shares: for all answers first, then per group; folded: groups with fewer than `minimum` annotators or items.
        long_tail: None for ratings; together: pairs of labels of a multi-label question, strongest phi first.
        lift_prior: expected answers that the lifts' prior is worth, None without pairs.
        given: every label that was given, by category, the most frequent first; empty for numbers.
    """

    question: str
    by: str
    shares: tuple[Share, ...]
    folded: tuple[str, ...]
    minimum: int
    long_tail: LongTail | None
    together: tuple[Together, ...]
    lift_prior: float | None
    disagreement: Disagreement
    left_out: LeftOut
    warnings: tuple[str, ...] = ()
    given: tuple[GivenLabel, ...] = ()

    def tree_frame(self) -> pl.DataFrame:
        """One row per label given, rare ones too: category, word, n_given, share_of_given, share_in_category."""
        names = GivenLabel.__slots__
        return pl.DataFrame([{name: getattr(row, name) for name in names} for row in self.given], schema=_GIVEN)

    def frame(self) -> pl.DataFrame:
        """One row per group and label: question, by, group, part, n_chosen, n_responses, n_items, n_annotators,
        value, low, high, undefined.
        """
        return pl.DataFrame([(self.question, self.by, *_share(s)) for s in self.shares], schema=_SHARE, orient="row")

    def together_frame(self) -> pl.DataFrame:
        """One row per pair: question, first, second, n_together, n_expected, lift, phi, low, high, q_value."""
        return pl.DataFrame([(self.question, *_pair(p)) for p in self.together], schema=_TOGETHER, orient="row")

    def to_dict(self) -> Json:
        """The JSON form, `oeq.distributions/1`."""
        return document("oeq.distributions/1", to_json(self))


@dataclass(frozen=True, slots=True)
class LabelTree(Shown):
    """The labels given by category, as a table; its JSON form is that of the distributions."""

    distributions: Distributions

    def frame(self) -> pl.DataFrame:
        """As `Distributions.tree_frame`."""
        return self.distributions.tree_frame()

    def to_dict(self) -> Json:
        """The JSON form, `oeq.distributions/1`."""
        return self.distributions.to_dict()


@dataclass(frozen=True, slots=True)
class EmotionPlace:
    """Where annotators who chose an emotion put valence and arousal.

    Attributes:
        label: the emotion; n_chosen: annotations that chose it and rated both.
        valence, arousal: means in the sliders' units, annotators' own offsets taken out.
        ellipse: covariance of the two means (valence variance, covariance, arousal variance), clustered by item and
            annotator, times the F quantile: the points x with (x - mean)' ellipse^-1 (x - mean) <= 1 are the 95 %
            region of the mean. None where fewer than three items or annotators stand behind it.
    """

    label: str
    n_chosen: int
    valence: Estimate
    arousal: Estimate
    ellipse: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class EmotionMap(Shown):
    """Emotions in the plane of valence and arousal, by the annotators' own sliders."""

    places: tuple[EmotionPlace, ...]
    n_annotations: int
    left_out: LeftOut
    warnings: tuple[str, ...] = ()

    def frame(self) -> pl.DataFrame:
        """One row per emotion: label, n_chosen, valence, valence_low, valence_high, arousal, arousal_low,
        arousal_high, ellipse_vv, ellipse_va, ellipse_aa.
        """
        return pl.DataFrame([_place(p) for p in self.places], schema=_PLACE, orient="row")

    def to_dict(self) -> Json:
        """The JSON form, `oeq.emotion-map/1`."""
        return document("oeq.emotion-map/1", to_json(self))


_TEXT, _WHOLE, _NUMBER = pl.String(), pl.Int64(), pl.Float64()
_GIVEN: dict[str, pl.DataType] = {
    "category": _TEXT,
    "word": _TEXT,
    "n_given": _WHOLE,
    "share_of_given": _NUMBER,
    "share_in_category": _NUMBER,
}
_SHARE: dict[str, pl.DataType] = {
    **dict.fromkeys(("question", "by", "group", "part"), _TEXT),
    **dict.fromkeys(("n_chosen", "n_responses", "n_items", "n_annotators"), _WHOLE),
    **dict.fromkeys(("value", "low", "high"), _NUMBER),
    "undefined": _TEXT,
}
_TOGETHER: dict[str, pl.DataType] = {
    **dict.fromkeys(("question", "first", "second"), _TEXT),
    "n_together": _WHOLE,
    **dict.fromkeys(("n_expected", "lift", "phi", "low", "high", "q_value"), _NUMBER),
}
_PLACE: dict[str, pl.DataType] = {
    "label": _TEXT,
    "n_chosen": _WHOLE,
    **dict.fromkeys(("valence", "valence_low", "valence_high", "arousal", "arousal_low", "arousal_high"), _NUMBER),
    **dict.fromkeys(("ellipse_vv", "ellipse_va", "ellipse_aa"), _NUMBER),
}


def _share(share: Share) -> tuple[object, ...]:
    e = share.estimate
    counts = (share.n_chosen, e.n_responses, e.n_items, e.n_annotators)
    return (share.group, share.part, *counts, *e.bounded, e.undefined or None)


def _pair(pair: Together) -> tuple[object, ...]:
    return pair.first, pair.second, pair.n_together, pair.n_expected, pair.lift, *pair.phi.bounded, pair.q_value


def _place(place: EmotionPlace) -> tuple[object, ...]:
    ellipse = place.ellipse or (None, None, None)
    return place.label, place.n_chosen, *place.valence.bounded, *place.arousal.bounded, *ellipse
