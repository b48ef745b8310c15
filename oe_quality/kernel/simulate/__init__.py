"""Annotations with known truth, from one seeded generator.

A `crew` says who annotates (good, mediocre, spammers, copiers, …). `choices`, `sets`, `ratings` and
`study` let it answer a single-choice, a multi-label or a numeric question, or all at once. The
same seed gives the same data.
"""

from oe_quality.kernel.simulate.choices import ChoiceWorld, choices
from oe_quality.kernel.simulate.design import Design, design
from oe_quality.kernel.simulate.kinds import Crew, Kind, crew, parse_counts
from oe_quality.kernel.simulate.ratings import RatingScale, RatingWorld, ratings
from oe_quality.kernel.simulate.sets import SetWorld, sets
from oe_quality.kernel.simulate.study import StudyWorld, study

__all__ = [
    "ChoiceWorld",
    "Crew",
    "Design",
    "Kind",
    "RatingScale",
    "RatingWorld",
    "SetWorld",
    "StudyWorld",
    "choices",
    "crew",
    "design",
    "parse_counts",
    "ratings",
    "sets",
    "study",
]
