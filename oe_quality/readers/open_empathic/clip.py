"""Which clip a recording's address means: `video:start-end`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

MAX_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class Clip:
    """A part of a video, or a whole recording.

    Attributes:
        video: the video's name on its platform, or the recording's path.
        start, end: seconds in the video as the address writes them; None for a whole recording.
    """

    video: str
    start: str | None = None
    end: str | None = None

    @property
    def item(self) -> str:
        """The clip's name: `video:start-end`, or `video` where there are no bounds."""
        return self.video if self.start is None else f"{self.video}:{self.start}-{self.end}"

    @property
    def seconds(self) -> float | None:
        """How long the clip is; None for a whole recording."""
        return None if self.start is None or self.end is None else float(self.end) - float(self.start)


@lru_cache(maxsize=1 << 16)
def parse_clip(address: str) -> Clip:
    """Read an embed address, whatever the order of its parameters, or a plain path of a recording.

    Raises:
        ValueError: it names no video, or bounds that are no span of time. The message says which.
    """
    address = address.strip().replace("&amp;", "&")
    if not address:
        raise ValueError("no recording is named")
    if len(address) > MAX_LENGTH:
        raise ValueError("the recording's address is too long")
    try:
        parts = urlsplit(address)
        query = parse_qs(parts.query)
    except ValueError:
        raise ValueError("the recording's address cannot be read") from None
    path = parts.path.strip("/")
    video = query["v"][0] if "v" in query else path.rpartition("/")[2] if parts.netloc else path
    if not video or path == "embed":
        raise ValueError("the recording's address names no video")
    if "start" not in query and "end" not in query:
        return Clip(video)
    start, end = (_seconds(query.get(name, [""])[0]) for name in ("start", "end"))
    if float(start) >= float(end):
        raise ValueError("the clip ends before it starts")
    return Clip(video, start, end)


def _seconds(text: str) -> str:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise ValueError("the clip's start or end is no number of seconds")
    return str(int(number)) if number.is_integer() else repr(number)
