"""What is said of a study holds whatever its items are: texts, pictures or clips."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "oe_quality"
SPOKEN = (
    *sorted((PACKAGE / "render" / "sections").glob("*.py")),
    *sorted((PACKAGE / "render" / "report").glob("*.py")),
    *sorted((PACKAGE / "analysis" / "agreement").glob("*.py")),
    *sorted((PACKAGE / "analysis" / "aggregation").glob("*.py")),
    *sorted((PACKAGE / "analysis" / "distributions").glob("*.py")),
    *sorted((PACKAGE / "analysis" / "planning").glob("*.py")),
    *sorted((PACKAGE / "analysis" / "annotators").glob("*.py")),
    *(path for path in sorted((PACKAGE / "cli").glob("*.py")) if path.name != "demo.py"),
)
OF_SOUND = re.compile(r"\b(clips?|listen(s|ed|ing)?|hears?|heard|sounds)\b", re.IGNORECASE)


def sentences(tree):
    """Texts, parts of formatted ones included, that are no docstrings."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [node for node in texts if " " in node.value and id(node) not in docstrings]


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_sentence_takes_items_for_clips(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = [it for it in sentences(tree) if OF_SOUND.search(it.value)]
    assert not [f"line {it.lineno}: {it.value}" for it in said]


def test_a_sentence_of_clips_is_seen():
    tree = ast.parse("def f(n):\n    'Docstrings may speak of clips.'\n    return f'{n} clips', 'Listen to it.'\n")
    assert sorted(it.value for it in sentences(tree) if OF_SOUND.search(it.value)) == [" clips", "Listen to it."]
