"""Values in Markdown stay values."""

import json

import jinja2
import pytest

from oe_quality.render.release import markdown
from oe_quality.render.release.markdown import Markdown, code, escaped, percent, rendered, table, yaml


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        (0.12345, "0.123"),
        (12345, "12,345"),
        ("[x](javascript:1)", "\\[x\\](javascript:1)"),
        ("<img src=x>", "&lt;img src=x&gt;"),
        ("a\n\n# b", "a \\# b"),
        ("a|b", "a\\|b"),
        ("a\u202eb", "a\ufffdb"),
        (Markdown("**ours**"), "**ours**"),
    ],
)
def test_values_are_escaped_unless_they_are_ours(value, shown):
    assert escaped(value) == shown


def test_nothing_ends_a_code_span_or_a_cell():
    assert code("a`b|c\nd") == "`a'b\\|c d`"


def test_a_table_has_a_line_for_each_row():
    assert table(("a", "b"), [(1, "x|y"), (None, 0.5)]).splitlines() == [
        "| a | b |", "| --- | --- |", "| 1 | x\\|y |", "| – | 0.500 |"
    ]  # fmt: skip


def test_shares_are_written_in_per_cent():
    assert (percent(0.1234), percent(None)) == ("12.3 %", "–")


@pytest.mark.parametrize("value", ["a: b", "yes", "x\n- y", ["a", "b"], ("t",), 3, None, True])
def test_yaml_is_json_on_one_line(value):
    made = yaml(value)
    assert "\n" not in made
    assert json.loads(made) == (
        list(value) if isinstance(value, tuple) else value if "\n" not in str(value) else "x\ufffd- y"
    )


def test_a_template_that_lacks_a_value_fails():
    with pytest.raises(jinja2.UndefinedError):
        rendered("CHANGELOG.md.j2")


def test_what_a_template_shows_is_escaped():
    made = markdown._environment().from_string("{{ x }} {{ x | code }}").render(x="<b>")
    assert made == "&lt;b&gt; `<b>`"
