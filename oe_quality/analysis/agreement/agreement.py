"""Agreement on a whole study: what each question says, and how the intervals were made."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from oe_quality.analysis.agreement.frames import label_frame, pair_frame
from oe_quality.analysis.agreement.results import QuestionAgreement, coefficient_frame
from oe_quality.analysis.agreement.wording import explain
from oe_quality.kernel.agreement.intervals import IntervalMethod
from oe_quality.notebook import Shown
from oe_quality.results import Json, document, to_json


@dataclass(frozen=True, slots=True)
class Agreement(Shown):
    """Agreement on the questions of a study.

    Attributes:
        questions: in the order of the store.
        interval, level, resamples, seed: how intervals were made.
    """

    questions: tuple[QuestionAgreement, ...]
    interval: IntervalMethod
    level: float
    resamples: int
    seed: int
    notes: tuple[str, ...] = field(default=())

    def __getitem__(self, question: str) -> QuestionAgreement:
        return next(q for q in self.questions if q.question == question)

    def frame(self) -> pl.DataFrame:
        """One row per question and coefficient: question, scale, coefficient, headline, value, low, high,
        standard_error, design_effect, n_items, n_annotators, n_responses, interval, population, undefined, note.

        Measured `by` an attribute, each slice has a row too, and there are by, slice, difference (from all other
        answers, with difference_low and difference_high) and q_value, null in the rows of a whole question.
        """
        return coefficient_frame(self.questions)

    def label_frame(self) -> pl.DataFrame:
        """One row per question and label: question, label, n_chosen, prevalence, alpha, ac1 and specific agreement,
        each with _low and _high, note.
        """
        return label_frame(self.questions)

    def pair_frame(self) -> pl.DataFrame:
        """One row per question and pair of annotators; empty unless measured with `pairs`."""
        return pair_frame(self.questions)

    def to_dict(self) -> Json:
        """The JSON form, `oeq.agreement/1`."""
        return document(
            "oeq.agreement/1",
            {
                "interval": self.interval.value,
                "level": self.level,
                "resamples": self.resamples,
                "seed": self.seed,
                "notes": list(self.notes),
                "questions": [to_json(q) for q in self.questions],
            },
        )

    def explain(self) -> str:
        """What each number is, on whom it was computed and whom it left out."""
        return explain(self.questions, self.notes)
