"""Words that are known: spellings of nothing, and ladders of ordered words."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NOTHING_WORDS = "na n/a n.a. n.a na. n/d nan null none nil missing #n/a #na #value! #null! #ref! <na> <null>"
_NOTHING_MARKS = ". .. ... ? ?? - -- --- – — _ /"
_NOTHING_PHRASES = ("(blank)", "(null)", "(none)", "no answer", "no response")
NOTHING = frozenset({*_NOTHING_WORDS.split(), *_NOTHING_MARKS.split(), *_NOTHING_PHRASES})
"""What tools and people write where there is no answer, in lower case. Beside numbers they are no answer; among
labels any of them may be meant, so they are only named."""

_LADDERS = (
    "strongly disagree|completely disagree|totally disagree < disagree"
    " < somewhat disagree|slightly disagree|rather disagree < neither agree nor disagree|neutral|undecided|neither"
    " < somewhat agree|slightly agree|rather agree < agree < strongly agree|completely agree|totally agree",
    "none|no < very low < low < medium|moderate|mid|middle|average < high < very high",
    "never < rarely|seldom|almost never < sometimes|occasionally < often|frequently"
    " < very often|almost always < always",
    "not at all < slightly|a little|a little bit|hardly < somewhat|moderately < very|quite a bit|very much < extremely",
    "very poor|very bad|terrible < poor|bad < fair|average|ok|okay|acceptable < good < very good < excellent|perfect",
    "none|absent < very weak < weak|mild|slight < moderate|medium < strong|severe < very strong|very severe|extreme",
    "very dissatisfied < dissatisfied < neutral|neither < satisfied < very satisfied",
    "very unlikely < unlikely < neutral|possible|undecided < likely < very likely",
    "very negative|strongly negative < negative < neutral < positive < very positive|strongly positive",
    "not present < weakly present|slightly present < moderately present < strongly present",
    "very small|tiny < small < medium < large|big < very large|huge",
    "very easy < easy < medium|moderate < hard|difficult < very hard|very difficult",
    "very slow < slow < medium|normal|moderate < fast < very fast",
)
_RUNGS = tuple(
    {word.strip(): place for place, words in enumerate(rungs.split("<")) for word in words.split("|")}
    for rungs in _LADDERS
)
MIN_RUNGS = 3
"""Fewer words of a ladder than this say nothing of an order: with two labels all scales of names are alike."""


def is_nothing(text: str) -> bool:
    """Whether a text is a known spelling of nothing.

    >>> is_nothing("N/A"), is_nothing("none at all")
    (True, False)
    """
    return text.strip().casefold() in NOTHING


def ladder(labels: Iterable[str]) -> tuple[str, ...]:
    """The labels lowest first where all stand on one known ladder of words, each on a rung of its own; else ().

    >>> ladder(["High", "low", "medium"])
    ('low', 'medium', 'High')
    """
    labels = list(labels)
    plain = {label: re.sub(r"[\s_-]+", " ", label.strip().casefold()) for label in labels}
    for rungs in _RUNGS:
        places = {label: rungs.get(text) for label, text in plain.items()}
        found = [place for place in places.values() if place is not None]
        if len(found) == len(labels) >= MIN_RUNGS and len(set(found)) == len(labels):
            return tuple(sorted(labels, key=lambda label: rungs[plain[label]]))
    return ()
