"""Numeric answers with known truth and known bias, scale and noise of each annotator."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import IntArray, RatingChunk
from oe_quality.kernel.simulate.design import Answers, Design, design
from oe_quality.kernel.simulate.kinds import Crew, Kind


@dataclass(frozen=True, slots=True)
class RatingScale:
    """The form's slider and how people differ on it, in the question's unit.

    Attributes:
        low, high: its ends; answers beyond are cut.
        untouched: where it stands before anyone moves it.
        step: answers are rounded to its multiples; 0 for none.
        truth_sd: standard deviation of the items' true values about `untouched`.
        offset_sd: of annotators' offsets.
        scale_sd: of the logarithm of annotators' scales.
        noise: median standard deviation of an answer's noise; `noise_sd`: of its logarithm over annotators.
    """

    low: float = -5.0
    high: float = 5.0
    untouched: float = 0.0
    step: float = 0.0
    truth_sd: float = 2.0
    offset_sd: float = 1.0
    scale_sd: float = 0.25
    noise: float = 1.0
    noise_sd: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class RatingWorld:
    """A numeric question, its answers and what is true about them.

    Attributes:
        chunk: the answers.
        truth: (I,) in the question's unit.
        offset, scale, noise: (A,) answer = untouched + offset + scale * (truth - untouched) + noise * N(0, 1);
            scale is 0 for those who answer at random.
        slider: bounds and spreads.
        kind: (A,); copies: (A,) int32 or -1; plan: times, durations, copied and careless responses.
    """

    chunk: RatingChunk
    truth: Floats
    offset: Floats
    scale: Floats
    noise: Floats
    slider: RatingScale
    kind: tuple[Kind, ...]
    copies: IntArray
    plan: Design

    @property
    def n_annotators(self) -> int:
        return len(self.kind)


def ratings(
    seed: int | np.random.Generator,
    n_items: int,
    crew: Crew,
    answers: Answers = 3,
    *,
    slider: RatingScale | None = None,
    heavy_tail: bool = False,
    missing: float = 0.0,
) -> RatingWorld:
    """Draw a rating study: x = b_r + s_r mu_i + eps, cut to the slider's ends and rounded to its steps.

    Args:
        seed, n_items, crew, answers, heavy_tail, missing: as in `choices`.
        slider: the form and the spread of annotators; -5..5 with a standing point of 0 if not given.
    """
    rng = np.random.default_rng(seed)
    form = slider or RatingScale()
    plan = design(rng, n_items, crew, answers, heavy_tail=heavy_tail, missing=missing)
    truth = form.untouched + rng.normal(0.0, form.truth_sd, n_items)
    offset, scale, noise = rater_parameters(rng, crew, form)
    centred = truth[plan.items()] - form.untouched
    value = draw_ratings(rng, plan, crew, form, centred, (offset, scale, noise))
    chunk = RatingChunk(plan.offsets, plan.annotator, value)
    return RatingWorld(chunk, truth, offset, scale, noise, form, crew.kind, crew.copies, plan)


def rater_parameters(rng: np.random.Generator, crew: Crew, form: RatingScale) -> tuple[Floats, Floats, Floats]:
    """(A,) offset, scale and noise: biased annotators shift by 2.5 offset SDs, mediocre ones double the noise."""
    A = crew.n_annotators
    offset = rng.normal(0.0, form.offset_sd, A)
    scale = np.exp(rng.normal(0.0, form.scale_sd, A))
    noise = form.noise * np.exp(rng.normal(0.0, form.noise_sd, A))
    offset = np.where(crew.has(Kind.BIASED), np.where(offset < 0, -2.5, 2.5) * max(form.offset_sd, 0.5), offset)
    noise = np.where(crew.has(Kind.MEDIOCRE), 2.0 * noise, noise)
    scale = np.where(crew.has(Kind.DISSENTER), -scale, scale)
    return offset, np.where(crew.skill > 0, scale, 0.0), noise


def draw_ratings(
    rng: np.random.Generator,
    plan: Design,
    crew: Crew,
    form: RatingScale,
    centred: Floats,
    parameters: tuple[Floats, Floats, Floats],
    careless: NDArray[np.bool_] | None = None,
) -> Floats:
    """(R,) answers about true values `centred` (R,), given (offset, scale, noise) of the annotators.

    Careless answers fall anywhere on the slider, marginal spammers' where others' do, constant ones' on its
    standing point.
    """
    offset, scale, noise = (parameter[plan.annotator] for parameter in parameters)
    value = form.untouched + offset + scale * centred + noise * rng.standard_normal(plan.n_responses)
    loose = plan.careless if careless is None else careless
    value = np.where(loose, rng.uniform(form.low, form.high, plan.n_responses), value)
    marginal = crew.has(Kind.MARGINAL)[plan.annotator]
    spread = np.hypot(form.truth_sd, form.noise)
    value = np.where(marginal, form.untouched + rng.normal(0.0, spread, plan.n_responses), value)
    value = np.where(crew.has(Kind.CONSTANT)[plan.annotator], form.untouched, value)
    value = np.clip(value, form.low, form.high)
    if form.step > 0:
        value = form.low + np.round((value - form.low) / form.step) * form.step
    answer = np.asarray(value, dtype=np.float64)
    plan.repeat_copied(answer)
    return answer
