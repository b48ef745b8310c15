"""PNG files made smaller."""

import struct
import zlib

import numpy as np
import pytest
import vl_convert

from oe_quality.render.charts.raster import compact

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="200" height="100" fill="white"/>'
    + "".join(f'<circle cx="{x}" cy="{x % 90}" r="3" fill="#0072B2"/>' for x in range(0, 200, 7))
    + "</svg>"
)


def pixels(png):
    """(height, width, 3) colours of an unfiltered PNG with a palette, each chunk's checksum checked."""
    at, parts = 8, {}
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", png, at + 8 + length)[0] == zlib.crc32(kind + data)
        parts[kind] = data
        at += 12 + length
    width, height = struct.unpack_from(">II", parts[b"IHDR"])
    codes = np.frombuffer(zlib.decompress(parts[b"IDAT"]), dtype=np.uint8).reshape(height, width + 1)
    assert not codes[:, 0].any()
    return np.frombuffer(parts[b"PLTE"], dtype=np.uint8).reshape(-1, 3)[codes[:, 1:]]


def rgba(colours, filters):
    """A PNG of (height, width, 4) colours, each line filtered as said: 0 none, 1 from the left, 2 from above."""
    height, width = colours.shape[:2]
    lines = colours.copy()
    for row, kind in enumerate(filters):
        if kind == 1:
            lines[row, 1:] = colours[row, 1:] - colours[row, :-1]
        elif kind == 2 and row:
            lines[row] = colours[row] - colours[row - 1]
    raw = b"".join(bytes([kind]) + lines[row].tobytes() for row, kind in enumerate(filters))
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(raw)), (b"IEND", b""))
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_every_filter_is_undone():
    rng = np.random.default_rng(0)
    colours = rng.choice(np.array([0, 60, 250], dtype=np.uint8), size=(6, 9, 4))
    png = rgba(colours, [0, 1, 2, 1, 2, 0])
    np.testing.assert_array_equal(pixels(compact(png)), colours[..., :3])


def test_more_shades_than_a_palette_holds_move_by_little():
    ramp = np.zeros((20, 60, 4), dtype=np.uint8)
    ramp[..., 0] = np.arange(60) * 4
    ramp[..., 1] = np.arange(20)[:, None] * 12
    drawn = pixels(compact(rgba(ramp, [0] * 20)))
    apart = np.abs(drawn.astype(int) - ramp[..., :3].astype(int))
    assert 0 < apart.max() < 16


def test_a_chart_gets_much_smaller():
    png = vl_convert.svg_to_png(SVG)
    small = compact(png)
    assert len(small) < len(png) / 3
    assert pixels(small)[0, 199].tolist() == [255, 255, 255]


def test_what_is_no_such_png_is_refused():
    with pytest.raises(ValueError, match="no PNG"):
        compact(b"GIF89a")
    with pytest.raises(ValueError, match="8 bits"):
        compact(compact(vl_convert.svg_to_png(SVG)))
