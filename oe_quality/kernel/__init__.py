"""Arrays in, arrays out: what is counted, fitted and drawn, compiled where that pays."""

from oe_quality.compiled import find_place

find_place()
