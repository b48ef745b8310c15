"""Pictures of charts in fewer bytes: the same drawing, said once."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree

NAMESPACE = "http://www.w3.org/2000/svg"
DEFAULTS = {"opacity": "1", "stroke-width": "1", "transform": "translate(0,0)"}
LINE_DEFAULTS = {"x1": "0", "x2": "0", "y1": "0", "y2": "0"}
"""Attributes that say what would be so without them; the second ones of lines only, as gradients have other ends."""
GEOMETRY = ("d", "transform", "x", "x2", "y", "y2")
OF_TEXT = ("font-family", "font-size", "text-anchor", "font-weight")
INHERITED = ("fill", "stroke", "stroke-width", "stroke-dasharray", "fill-opacity", "stroke-opacity")
SPOKEN = re.compile(r"aria-[a-z]+|role|class|pointer-events")
"""Attributes for screen readers and styles; inside an image nobody hears or sees them."""
_REFERENCE = re.compile(r"url\(#(.+)\)")
_LONG = re.compile(r"(\d+\.\d)\d+")


def lean(svg: str) -> str:
    """The same picture in fewer bytes.

    Coordinates are cut to tenths of a pixel; what says nothing is left out; what all parts of a group say is said by
    the group. The words for screen readers go: the figure around the picture has them.

    Raises:
        ElementTree.ParseError: this is no XML, so that no browser would show it as a picture either.
    """
    root = ElementTree.fromstring(svg.replace(f' xmlns="{NAMESPACE}"', ""))  # noqa: S314 (the drawing library wrote it)
    _plain(root)
    _lift(root)
    _flatten(root)
    _share_text(root)
    _number_ids(root)
    root.set("xmlns", NAMESPACE)
    # Text and attributes have no bare ">", so only the ends of tags match.
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def _plain(element: ElementTree.Element) -> None:
    """Drop what says nothing and what draws nothing."""
    defaults = DEFAULTS | LINE_DEFAULTS if element.tag == "line" else DEFAULTS
    for name, value in list(element.attrib.items()):
        if SPOKEN.fullmatch(name) or defaults.get(name) == value:
            del element.attrib[name]
        elif name in GEOMETRY:
            element.set(name, _LONG.sub(r"\1", value))
    for child in element:
        _plain(child)
    element[:] = [child for child in element if _draws(child)]


def _draws(element: ElementTree.Element) -> bool:
    """Whether it leaves a trace: a group without parts does not, nor a path without colours (all lie in a group
    without fill)."""
    if element.tag == "g":
        return len(element) > 0
    return element.tag != "path" or element.attrib.keys() - {"d", "transform", "display"} != set()


def _lift(element: ElementTree.Element) -> None:
    """What every part of a group says, the group says; from the leaves up."""
    for part in element:
        _lift(part)
    if element.tag != "g":
        return
    for name in INHERITED:
        said = {part.get(name) for part in element}
        if len(said) == 1 and (value := said.pop()) is not None:
            element.set(name, value)
            for part in element:
                del part.attrib[name]


def _flatten(element: ElementTree.Element) -> None:
    """Parts of a group that says nothing stand where it stood."""
    kept: list[ElementTree.Element] = []
    for child in element:
        _flatten(child)
        kept += list(child) if child.tag == "g" and not child.attrib else [child]
    element[:] = kept


def _number_ids(root: ElementTree.Element) -> None:
    """Gradients and clips are numbered anew: the library counts on from picture to picture."""
    names = {element.attrib["id"]: f"i{n}" for n, element in enumerate(root.iterfind(".//*[@id]"))}
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, names[value])
            elif (found := _REFERENCE.fullmatch(value)) and found[1] in names:
                element.set(name, f"url(#{names[found[1]]})")


def _share_text(root: ElementTree.Element) -> None:
    """The most frequent font, size and alignment stand at the root, where only texts heed them."""
    texts = list(root.iter("text"))
    for name in OF_TEXT:
        said = Counter(text.get(name) for text in texts)
        if not said or None in said:
            continue
        usual = min(said, key=lambda value: (-said[value], str(value)))
        root.set(name, str(usual))
        for text in texts:
            if text.get(name) == usual:
                del text.attrib[name]
