"""Charts whose encodings may be short: `y2="high:Q"` for `alt.Y2("high:Q")`, at its price.

The library takes short forms too, and looks for the class of each among all that it has: some 20 ms, hundreds of times
a page.
"""

from __future__ import annotations

from typing import Any

import altair as alt


class Chart(alt.Chart):
    """As `alt.Chart`, and draws the same.

    >>> short, long = Chart("a").mark_point(), alt.Chart("a").mark_point()
    >>> drawn = short.encode(y="b:Q", tooltip=["b:Q"], opacity=alt.value(0.5)).to_dict()
    >>> drawn == long.encode(y="b:Q", tooltip=["b:Q"], opacity=alt.value(0.5)).to_dict()
    True
    """

    def encode(self, *args: Any, **channels: Any) -> Any:
        """See `alt.Chart.encode`."""
        return super().encode(*args, **{name: _in_full(name, value) for name, value in channels.items()})


def _in_full(channel: str, value: Any) -> Any:
    """A channel's class in place of its short form."""
    name = channel[:1].upper() + channel[1:]
    if isinstance(value, str):
        return getattr(alt, name)(value)
    if isinstance(value, (list, tuple)):
        return [_in_full(channel, one) for one in value]
    if isinstance(value, dict) and set(value) == {"value"}:
        return getattr(alt, f"{name}Value")(value["value"])
    return value
