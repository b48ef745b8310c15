"""Pictures of charts in fewer bytes: the same drawing, said once, and with nothing in it but a drawing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Final
from xml.etree import ElementTree

from oe_quality.render.charts.marks import SIGN

NAMESPACE = "http://www.w3.org/2000/svg"
MARK: Final = "data-m"
"""Attribute with a mark's number."""
DRAWN = frozenset(
    {"svg", "g", "path", "circle", "text", "tspan", "line", "rect", "defs", "linearGradient", "stop", "clipPath"}
)
"""Elements that a picture may hold: none of them runs, loads or links."""
SAID = frozenset(
    {
        *("width", "height", "viewBox", "id", "d", "transform", "x", "y", "x1", "x2", "y1", "y2", "rx", "ry"),
        *("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity"),
        *("fill-opacity", "stroke-opacity", "clip-path", "offset", "stop-color", "stop-opacity", "gradientUnits"),
        *("font-family", "font-size", "font-weight", "font-style", "text-anchor", "display", "stroke-miterlimit"),
    }
)
"""Attributes that it may have; words for screen readers stand in the figure around it."""
DEFAULTS = {"opacity": "1", "stroke-width": "1", "transform": "translate(0,0)", "font-weight": "normal"}
"""Attributes that say what would be so without them."""
GEOMETRY = ("d", "transform", "x", "x1", "x2", "y", "y1", "y2")
OF_TEXT = ("font-family", "font-size", "text-anchor")
INHERITED = (*OF_TEXT, "fill", "stroke", "stroke-width", "stroke-dasharray", "fill-opacity", "stroke-opacity")
_REFERENCE = re.compile(r"url\(#(.+)\)")
_NUMBER = re.compile(r"-?\d+\.\d+")
_PLACE = re.compile(r"translate\((-?[\d.]+),(-?[\d.]+)\)")
_CIRCLE = re.compile(r"M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0")
Element = ElementTree.Element


def lean(svg: str, name: str = "i") -> str:
    """The same picture in fewer bytes, and with nothing in it that is no drawing.

    Coordinates are rounded to tenths of a pixel; what says nothing is left out; what all parts of a group say is said
    by the group; strokes of one kind become one path. A mark that has a number (`charts.marks`) keeps it as `MARK`.

    Args:
        svg: as the drawing library wrote it.
        name: what its gradients and clips are called by, with a number each; no other picture of a page may have it.

    Raises:
        ValueError: it holds what is no drawing.
        ElementTree.ParseError: this is no XML.
    """
    root = ElementTree.fromstring(svg.replace(f' xmlns="{NAMESPACE}"', ""))  # noqa: S314 (the drawing library wrote it)
    for step in (_plain, _share_text, _lift, _flatten, _placed, _one_path):
        step(root)
    _number_ids(root, name)
    root.set("xmlns", NAMESPACE)
    # Text and attributes have no bare ">", so only the ends of tags match.
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def _plain(element: Element) -> None:
    """Drop what says nothing and what draws nothing."""
    if element.tag not in DRAWN:
        raise ValueError(f"a picture with <{element.tag}>")
    number = element.get("aria-label", "")
    for name, value in list(element.attrib.items()):
        if name not in SAID or DEFAULTS.get(name) == value:
            del element.attrib[name]
        elif name in GEOMETRY:
            element.set(name, _NUMBER.sub(lambda found: _short(float(found[0])), value))
    if number.startswith(SIGN):
        element.set(MARK, number.removeprefix(SIGN))
    for child in element:
        _plain(child)
    element[:] = _distinct([child for child in element if _draws(child)])


def _short(value: float) -> str:
    """A coordinate to a tenth of a pixel."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _distinct(parts: list[Element]) -> list[Element]:
    """Without the repetitions of what was drawn just before at the same place."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for part in parts:
        key = (part.tag, *sorted(part.attrib.items()))
        if len(part) or part.tag != "line" or key not in seen:
            kept.append(part)
        seen.add(key)
    return kept


def _draws(element: Element) -> bool:
    """Whether it leaves a trace: a group without parts does not, nor a path without colours (all lie in a group
    without fill), nor a word that is not to be seen."""
    if element.get("opacity") == "0":
        return False
    if element.tag == "g":
        return len(element) > 0
    return element.tag != "path" or element.attrib.keys() - {"d", "transform", "display"} != set()


def _lift(element: Element) -> None:
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


def _flatten(element: Element) -> None:
    """Parts of a group that says nothing stand where it stood."""
    kept: list[Element] = []
    for child in element:
        _flatten(child)
        kept += list(child) if child.tag == "g" and not child.attrib else [child]
    element[:] = kept


def _placed(element: Element) -> None:
    """Lines, round marks and words say where they are themselves, not where they are moved to."""
    for part in element:
        _placed(part)
    place = _PLACE.fullmatch(element.get("transform", "translate(0,0)"))
    if place is None or element.tag not in _AT:
        return
    if _AT[element.tag](element, place[1], place[2]):
        element.attrib.pop("transform", None)


def _line_at(element: Element, x: str, y: str) -> bool:
    """A line becomes a path: its ends are x1 and y1 (0) and x2 and y2, from where it is moved to."""
    ends = [float(element.attrib.pop(name, "0")) for name in ("x1", "y1", "x2", "y2")]
    right, down = _short(ends[2] - ends[0]), _short(ends[3] - ends[1])
    way = f"h{right}" if down == "0" else f"v{down}" if right == "0" else f"l{right},{down}"
    element.tag = "path"
    element.attrib = {"d": f"M{_short(float(x) + ends[0])},{_short(float(y) + ends[1])}{way}"} | element.attrib
    return True


def _circle_at(element: Element, x: str, y: str) -> bool:
    found = _CIRCLE.fullmatch(element.get("d", ""))
    if found is None or "transform" not in element.attrib:
        return False
    element.tag = "circle"
    del element.attrib["d"]
    element.attrib = {"cx": x, "cy": y, "r": found[1]} | element.attrib
    return True


def _text_at(element: Element, x: str, y: str) -> bool:
    if len(element) or {"x", "y"} & element.attrib.keys():
        return False
    element.attrib = {"x": x, "y": y} | element.attrib
    return True


_AT: Final[dict[str, Callable[[Element, str, str], bool]]] = {
    "line": _line_at,
    "path": _circle_at,
    "text": _text_at,
}


def _one_path(element: Element) -> None:
    """Strokes that follow one another and look the same are one path; marks stay apart, and what is seen through."""
    kept: list[Element] = []
    for part in element:
        _one_path(part)
        if kept and _joins(kept[-1], part):
            kept[-1].set("d", kept[-1].attrib["d"] + part.attrib["d"])
        else:
            kept.append(part)
    element[:] = kept


def _joins(one: Element, other: Element) -> bool:
    def look(element: Element) -> dict[str, str]:
        return {name: value for name, value in element.attrib.items() if name != "d"}

    alone = {MARK, "opacity", "fill", "transform", "id"}
    strokes = one.tag == other.tag == "path" and not alone & {*one.attrib, *other.attrib}
    # Only what was a line: it has no fill wherever it stands.
    return strokes and look(one) == look(other) and _is_line(one) and _is_line(other)


def _is_line(element: Element) -> bool:
    return re.fullmatch(r"(M-?[\d.]+,-?[\d.]+([hv]-?[\d.]+|l-?[\d.]+,-?[\d.]+))+", element.attrib["d"]) is not None


def _number_ids(root: Element, name: str) -> None:
    """Gradients and clips are numbered anew: the library counts on from picture to picture."""
    names = {element.attrib["id"]: f"{name}{n}" for n, element in enumerate(root.iterfind(".//*[@id]"))}
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "id":
                element.set(key, names[value])
            elif (found := _REFERENCE.fullmatch(value)) and found[1] in names:
                element.set(key, f"url(#{names[found[1]]})")


def _share_text(root: Element) -> None:
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
