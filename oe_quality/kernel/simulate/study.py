"""A study in the manner of Open Empathic: emotion labels, arousal and valence in one annotation."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import RatingChunk, SetChunk
from oe_quality.kernel.simulate.design import Answers
from oe_quality.kernel.simulate.kinds import Crew, Kind
from oe_quality.kernel.simulate.ratings import RatingScale, draw_ratings, rater_parameters
from oe_quality.kernel.simulate.sets import SetWorld, sets

VALENCE = RatingScale(-5.0, 5.0, 0.0, 1.0, truth_sd=2.0, offset_sd=0.5, scale_sd=0.15, noise=0.8, noise_sd=0.25)
AROUSAL = RatingScale(0.0, 10.0, 5.0, 1.0, truth_sd=2.0, offset_sd=0.5, scale_sd=0.15, noise=0.8, noise_sd=0.25)


@dataclass(frozen=True, slots=True, eq=False)
class StudyWorld:
    """Three questions answered in the same annotations (the same R responses, in the same order).

    Attributes:
        emotion: the multi-label question, its truth, crew, times and durations.
        valence, arousal: the sliders' answers.
        true_valence, true_arousal: (I,) what the population's labels amount to.
        position: (K, 2) valence and arousal of each label.
        valence_offset, arousal_offset: (A,) shifts of each annotator.
    """

    emotion: SetWorld
    valence: RatingChunk
    arousal: RatingChunk
    true_valence: Floats
    true_arousal: Floats
    position: Floats
    valence_offset: Floats
    arousal_offset: Floats

    @property
    def kind(self) -> tuple[Kind, ...]:
        return self.emotion.kind


def study(
    seed: int | np.random.Generator,
    n_items: int,
    crew: Crew,
    n_labels: int = 16,
    answers: Answers = 5,
    *,
    heavy_tail: bool = False,
    missing: float = 0.0,
) -> StudyWorld:
    """Draw a study whose sincere annotators, dissenters too, move the sliders to where their own labels lie.

    Args:
        seed, n_items, crew, n_labels, answers, heavy_tail, missing: as in `sets`.
    """
    rng = np.random.default_rng(seed)
    world = sets(rng, n_items, crew, n_labels, answers, heavy_tail=heavy_tail, missing=missing)
    position = positions(n_labels)
    felt = _felt(world.chunk, position)
    loose = world.plan.careless
    truth = world.share @ position / world.share.sum(axis=1, keepdims=True)
    sliders, offsets = [], []
    for axis, form in enumerate((VALENCE, AROUSAL)):
        # A dissenter's slider agrees with the dissenter's own labels, so its scale is not turned round.
        offset, scale, noise = rater_parameters(rng, crew, form)
        parameters = (offset, np.abs(scale), noise)
        value = draw_ratings(rng, world.plan, crew, form, felt[:, axis], parameters, loose)
        sliders.append(RatingChunk(world.plan.offsets, world.plan.annotator, value))
        offsets.append(offset)
    return StudyWorld(
        world,
        sliders[0],
        sliders[1],
        VALENCE.untouched + truth[:, 0],
        AROUSAL.untouched + truth[:, 1],
        position,
        offsets[0],
        offsets[1],
    )


def positions(n_labels: int) -> Floats:
    """(K, 2) labels on a circle of radius 3.5 in the plane of valence and arousal (Russell 1980)."""
    angle = 2 * np.pi * np.arange(n_labels) / n_labels
    return np.stack([3.5 * np.cos(angle), 3.5 * np.sin(angle)], axis=1)


def without(chunk: RatingChunk, keep: NDArray[np.bool_]) -> RatingChunk:
    """The ratings for which `keep` (R,) holds: a slider question that some annotations leave unanswered."""
    items = chunk.items()[keep]
    offsets = np.concatenate(([0], np.cumsum(np.bincount(items, minlength=chunk.n_items)))).astype(np.int64)
    return replace(chunk, offsets=offsets, annotator=chunk.annotator[keep], value=chunk.value[keep])


def _felt(chunk: SetChunk, position: Floats) -> Floats:
    """(R, 2) the mean position of the labels that each response chose; the centre where it chose none."""
    response = chunk.responses_of_entries()
    count = np.maximum(np.bincount(response, minlength=chunk.n_responses), 1)
    return np.stack(
        [
            np.bincount(response, weights=position[chunk.label, axis], minlength=chunk.n_responses) / count
            for axis in range(position.shape[1])
        ],
        axis=1,
    )
