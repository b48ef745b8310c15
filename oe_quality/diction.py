"""What the things that people judge are called: one vocabulary for sentences, letters, pages and the terminal.

A reader says what its format holds, a store keeps it with every export, and `[words]` in the settings goes before
both. "Item" stays the word where the field's term is meant: in the definitions of methods, in columns and options.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Diction:
    """What a judged thing is called, and what one does with it.

    Attributes:
        one, many: the noun; look: what somebody does who judges it; seen: the participle of that.
    """

    one: str = "item"
    many: str = "items"
    look: str = "look at"
    seen: str = "seen"

    def count(self, n: int) -> str:
        """A number of them.

        >>> Diction().count(1), CLIPS.count(1200)
        ('1 item', '1,200 clips')
        """
        return f"{n:,} {self.one if n == 1 else self.many}"

    def holes(self) -> dict[str, str]:
        """What stands in braces in sentences that speak of them: item, items, look, seen."""
        return {"item": self.one, "items": self.many, "look": self.look, "seen": self.seen}


ITEMS = Diction()
"""For data of any kind."""
CLIPS = Diction("clip", "clips", "listen to", "heard")
"""For sound."""


def common(found: Collection[Diction]) -> Diction:
    """What suits all of several exports: theirs where they agree, else the words for data of any kind.

    >>> common([CLIPS, CLIPS]).one, common([CLIPS, ITEMS]).one, common([]).one
    ('clip', 'item', 'item')
    """
    distinct = set(found)
    return distinct.pop() if len(distinct) == 1 else ITEMS
