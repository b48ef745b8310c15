"""PNG files of charts, made small: few colours, a palette, the best compression."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
COLOURS = 256
"""Entries that a palette may have."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LENGTH = struct.Struct(">I")
_HEAD = struct.Struct(">IIBBBBB")
_RGBA, _PALETTE = 6, 3


def compact(png: bytes) -> bytes:
    """The same picture with a palette; shades that differ by less than can be seen become one.

    Drawing libraries compress for speed. Charts have few colours, and get ten to twenty times smaller.

    Args:
        png: 8 bits per channel, red, green, blue and alpha; opaque, as alpha is dropped.

    Raises:
        ValueError: the bytes are no such PNG.
    """
    width, height, pixels = _pixels(png)
    palette, codes = _palette(pixels)
    lines = np.zeros((height, width + 1), dtype=np.uint8)
    lines[:, 1:] = codes.reshape(height, width)
    head = _HEAD.pack(width, height, 8, _PALETTE, 0, 0, 0)
    body = zlib.compress(lines.tobytes(), 9)
    parts = ((b"IHDR", head), (b"PLTE", palette.tobytes()), (b"IDAT", body), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def _pixels(png: bytes) -> tuple[int, int, Bytes]:
    """Width, height, and (height * width, 3) colours."""
    if not png.startswith(_SIGNATURE):
        raise ValueError("no PNG")
    parts = list(_chunks(png))
    (head,) = [body for kind, body in parts if kind == b"IHDR"]
    width, height, depth, kind_of_colour, _, _, interlaced = _HEAD.unpack(head)
    raw = zlib.decompress(b"".join(body for kind, body in parts if kind == b"IDAT"))
    if (depth, kind_of_colour, interlaced) != (8, _RGBA, 0):
        raise ValueError("not a PNG of 8 bits in red, green, blue and alpha")
    lines = np.frombuffer(raw, dtype=np.uint8).reshape(height, 1 + 4 * width)
    return width, height, _unfiltered(lines[:, 0], lines[:, 1:].reshape(height, width, 4))[..., :3].reshape(-1, 3)


def _unfiltered(filters: Bytes, lines: Bytes) -> Bytes:
    """Undo the filters None (0), Sub (1) and Up (2) of PNG; bytes wrap around."""
    if filters.max(initial=0) > 2:
        raise ValueError("a PNG filter that charts do not have")
    out = lines.copy()
    out[filters == 1] = np.cumsum(lines[filters == 1], axis=1, dtype=np.uint8)
    for row in np.flatnonzero(filters == 2):
        out[row] = lines[row] + (out[row - 1] if row else 0)
    return out


def _palette(pixels: Bytes) -> tuple[Bytes, Bytes]:
    """(C, 3) colours and (N,) which of them each pixel is, with as fine shades as the palette has room for."""
    for lost_bits in range(8):
        coarse = pixels >> lost_bits
        key = coarse.astype(np.uint32) @ np.array([65536, 256, 1], dtype=np.uint32)
        found, first, codes = np.unique(key, return_index=True, return_inverse=True)
        if len(found) <= COLOURS:
            break
    return pixels[first], codes.astype(np.uint8)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        (length,) = _LENGTH.unpack_from(png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def _chunk(kind: bytes, body: bytes) -> bytes:
    return _LENGTH.pack(len(body)) + kind + body + _LENGTH.pack(zlib.crc32(kind + body))
