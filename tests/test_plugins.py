"""What other packages add: whole, in a fixed order, or refused with the package's name."""

from types import SimpleNamespace

import pytest

from oe_quality import plugins
from oe_quality.errors import InputError


class Point:
    """An entry point that gives what it was made with."""

    def __init__(self, name, given):
        self.name, self.value, self.given = name, f"package:{name}", given
        self.dist = SimpleNamespace(name="toy")

    def load(self):
        if isinstance(self.given, Exception):
            raise self.given
        return self.given


@pytest.fixture
def installed(monkeypatch):
    """The entry points that are installed, whatever the group."""

    def install(*points):
        plugins.added.cache_clear()
        monkeypatch.setattr(plugins, "entry_points", lambda group: points)

    yield install
    plugins.added.cache_clear()


def test_single_things_and_tuples_come_in_the_order_of_names(installed):
    installed(Point("b", (2, 3)), Point("a", 1))
    assert plugins.added("any", int) == (1, 2, 3)


@pytest.mark.parametrize("given", [ImportError("no such module"), AttributeError("no such name"), "a text", (1, "two")])
def test_what_cannot_be_used_is_refused_by_name(installed, given):
    installed(Point("a", given))
    with pytest.raises(InputError, match="'a' of toy") as refused:
        plugins.added("any", int)
    assert "package:a" in refused.value.remedy
