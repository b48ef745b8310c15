"""The share of people who perceive each label in each item: disagreement kept as signal."""

from oe_quality.kernel.perception.shares import Population, Shares, choice_shares, set_shares
from oe_quality.kernel.perception.skill import Skill, skills
from oe_quality.kernel.perception.words import word_shares

__all__ = ["Population", "Shares", "Skill", "choice_shares", "set_shares", "skills", "word_shares"]
