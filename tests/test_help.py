"""`help()` of every public name reads like a manual page: what, arguments, returns, raises, an example, the source."""

import inspect
import re

import pytest

import oe_quality as oeq

NAMES = [name for name in oeq.__all__ if callable(getattr(oeq, name))]
FUNCTIONS = [name for name in NAMES if not inspect.isclass(getattr(oeq, name))]
NEVER_RAISES = {"methods"}
NO_STATISTICS = {
    "check", "compare", "from_frame", "load", "methods", "open_export", "open_side", "open_store", "parse_scale",
    "read_config", "report", "simulate", "study", "write_excel",
}  # fmt: skip
"""What reads, holds or shows, and has no method of somebody's to name."""


def said(name):
    return inspect.getdoc(getattr(oeq, name)) or ""


def section(text, head):
    """The lines below a head, up to the next."""
    found = re.search(rf"^{head}:[ \n](.*?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is_and_shows_it(name):
    """A sentence first, and an example, which tests/test_doctests.py runs."""
    text = said(name)
    assert text.splitlines()[0].endswith((".", "?"))
    assert ">>> " in text


@pytest.mark.parametrize("name", FUNCTIONS)
def test_arguments_returns_and_errors_are_told(name):
    text, arguments = said(name), section(said(name), "Args")
    missing = [
        parameter.name
        for parameter in inspect.signature(getattr(oeq, name)).parameters.values()
        if parameter.name not in ("more",)
        and not re.search(rf"^ *(?:.*[,;] )?{parameter.name}\b.*:|[,;] {parameter.name}\b", arguments, re.MULTILINE)
    ]
    assert not missing
    assert section(text, "Returns")
    assert section(text, "Raises") or name in NEVER_RAISES


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - NO_STATISTICS))
def test_a_method_names_whose_it_is(name):
    assert re.search(r"\b(19|20)[0-9]{2}\b", said(name).partition(">>>")[0])


@pytest.mark.parametrize("name", [n for n in NAMES if hasattr(getattr(oeq, n), "__dataclass_fields__")])
def test_what_results_and_options_hold_is_told(name):
    text = said(name)
    assert "Attributes:" in text or "section" in text
