"""The library's front door: every public name is there, and each is the one that type checkers see."""

import ast
from pathlib import Path

import pytest

import oe_quality


@pytest.mark.parametrize("name", oe_quality.__all__)
def test_every_public_name_is_there(name):
    assert getattr(oe_quality, name) is not None


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="agrement"):
        oe_quality.agrement  # noqa: B018 (the access is what is tested)


def test_what_type_checkers_see_is_what_is_imported():
    tree = ast.parse(Path(oe_quality.__file__).read_text())
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == oe_quality._HOME
    assert sorted([*seen, "__version__"]) == oe_quality.__all__
