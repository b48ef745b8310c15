"""Where an item can be found: an address that the data or the settings give, https alone.

An address is taken, in this order, from the settings' pattern, from the attribute that they name, from an attribute
that holds addresses, from the item's own name, or from Open Empathic's video and seconds. What is no plain https
address is none: it would stand in letters and on pages, where people click.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from oe_quality.config import LinksConfig
from oe_quality.errors import UsageError
from oe_quality.suggest import one_of

if TYPE_CHECKING:
    from oe_quality.store import Store

LONGEST = 2000
_YOUTUBE = re.compile(r"[A-Za-z0-9_-]{11}")
_CLIP = re.compile(r"(?P<video>[^:]+):(?P<start>\d+(?:\.\d+)?)-(?P<end>\d+(?:\.\d+)?)")
_HOLE = re.compile(r"\{([^{}]+)\}")
_UNSAFE = re.compile(r"[\s\\<>\"'`\x00-\x20\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go: the whole address, and the host that is shown beside it."""

    url: str
    host: str


def link_of(address: str) -> Link | None:
    """An address as a link, None where it is no plain https one.

    >>> link_of("https://clips.example/17.wav")
    Link(url='https://clips.example/17.wav', host='clips.example')
    >>> link_of("http://clips.example/17.wav"), link_of("https://anna:secret@clips.example/"), link_of("javascript:x")
    (None, None, None)
    """
    text = address.strip()
    if len(text) > LONGEST or not text.startswith("https://") or _UNSAFE.search(text) or not text.isascii():
        return None
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    return Link(text, host) if host and "@" not in parts.netloc else None


def links_of(store: Store, items: Iterable[str], config: LinksConfig | None = None) -> dict[str, Link]:
    """Item -> its link, for those that have one.

    Args:
        store: an open store.
        items: their names.
        config: the pattern or the attribute to take; the data's own addresses if None.

    Raises:
        UsageError: the settings' pattern is no https address, or the attribute is unknown.
    """
    said = config or LinksConfig()
    wanted = dict.fromkeys(items)
    known: dict[str, dict[str, str]] = {}
    for key, name, value in store.item_attributes().iter_rows():
        if key in wanted:
            known.setdefault(key, {})[name] = value
    if said.pattern and not said.pattern.startswith("https://"):
        raise UsageError(f"the pattern of links is no https address: {said.pattern}", remedy="Begin it with https://.")
    names = {name for attributes in known.values() for name in attributes}
    if said.column and said.column not in names:
        raise UsageError(f"items have no attribute {said.column!r}", remedy=one_of(said.column, sorted(names)))
    made = {item: _address(item, known.get(item, {}), said) for item in wanted}
    links = {item: link_of(address) for item, address in made.items() if address}
    return {item: link for item, link in links.items() if link is not None}


def _address(item: str, attributes: Mapping[str, str], said: LinksConfig) -> str:
    """The address of one item, empty where there is none."""
    if said.pattern:
        return _filled(said.pattern, {"item": item, **attributes})
    if said.column:
        return attributes.get(said.column, "")
    own = (text for text in (*(attributes[name] for name in sorted(attributes)), item) if link_of(text))
    return next(own, "") or _open_empathic(item, attributes)


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    """The pattern with each {name} replaced by its value, escaped for an address; empty where one is unknown."""
    if any(name not in values for name in _HOLE.findall(pattern)):
        return ""
    return _HOLE.sub(lambda hole: quote(values[hole[1]], safe=""), pattern)


def _open_empathic(item: str, attributes: Mapping[str, str]) -> str:
    """The clip of a video, which plays from its first second to its last."""
    clip = _CLIP.fullmatch(item)
    if clip is None or attributes.get("video") != clip["video"] or not _YOUTUBE.fullmatch(clip["video"]):
        return ""
    start, end = int(float(clip["start"])), int(-(-float(clip["end"]) // 1))
    return f"https://www.youtube.com/embed/{clip['video']}?start={start}&end={end}"
