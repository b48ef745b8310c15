"""Numeric answers: one number per item with its standard error, by methods that trust annotators differently."""

from oe_quality.kernel.ratings.choose import Held, crossvalidate, rate
from oe_quality.kernel.ratings.parts import Raters, RatingFit, RatingMethod

__all__ = ["Held", "Raters", "RatingFit", "RatingMethod", "crossvalidate", "rate"]
