"""PNG files made smaller."""

import struct
import zlib

import pytest
import vl_convert

from oe_quality.render.raster import deflated

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="200" height="100" fill="white"/>'
    + "".join(f'<circle cx="{x}" cy="{x % 90}" r="3" fill="#0072B2"/>' for x in range(0, 200, 7))
    + "</svg>"
)


def pixels(png):
    """Header and unpacked pixels, each chunk's checksum checked."""
    at, head, body = 8, b"", b""
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", png, at + 8 + length)[0] == zlib.crc32(kind + data)
        head, body = (data if kind == b"IHDR" else head), body + (data if kind == b"IDAT" else b"")
        at += 12 + length
    return head, zlib.decompress(body)


def test_no_pixel_is_lost_and_many_bytes_are():
    png = vl_convert.svg_to_png(SVG)
    small = deflated(png)
    assert pixels(small) == pixels(png)
    assert len(small) < len(png) / 2


def test_what_is_no_png_is_refused():
    with pytest.raises(ValueError, match="no PNG"):
        deflated(b"GIF89a")
