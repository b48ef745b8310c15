"""What readers take out of texts; see `oe_quality.privacy`."""

from oe_quality.privacy import pseudonym, scrub

__all__ = ["pseudonym", "scrub"]
