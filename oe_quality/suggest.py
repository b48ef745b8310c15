"""What to say of a name that is not known: the nearest one that is, and which there are."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def near(word: str, known: Iterable[str]) -> str:
    """`Did you mean …? ` for a near miss, else nothing.

    >>> near("emotoin", ["emotion", "valence"])
    "Did you mean 'emotion'? "
    >>> near("language", ["emotion", "valence"])
    ''
    """
    found = difflib.get_close_matches(word, [str(name) for name in known], n=1)
    return f"Did you mean {found[0]!r}? " if found else ""


def one_of(word: str, known: Iterable[str], lead: str = "Known") -> str:
    """A remedy: the nearest name, and then all, after `lead`.

    >>> one_of("hirarchical", ["majority", "hierarchical"])
    "Did you mean 'hierarchical'? Known: majority, hierarchical."
    >>> one_of("valence", [], "Its questions")
    'Its questions: none.'
    """
    names = [str(name) for name in known]
    return f"{near(word, names)}{lead}: {', '.join(names) or 'none'}."
