"""The notebooks: every cell runs, and what is stored beside it is what it gives."""

import copy
import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BOOKS = sorted((ROOT / "docs" / "tutorials").glob("*.ipynb"))


def module(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


notebooks = module("_notebooks")


@pytest.mark.parametrize("place", BOOKS, ids=lambda path: path.stem)
def test_what_a_notebook_shows_is_what_it_gives(place):
    stored, fresh = notebooks.read(place), notebooks.fresh(place)
    assert not notebooks.differences(stored, fresh), "docs/_notebooks.py writes it"
    assert sum(bool(cell.get("outputs")) for cell in stored["cells"]) > 6


def test_stale_outputs_are_seen():
    stored = notebooks.read(BOOKS[0])
    stale = copy.deepcopy(stored)
    shown = [cell for cell in stale["cells"] if cell.get("outputs")]
    for cell in shown:
        for one in cell["outputs"]:
            one.update({"data": {form: ["-1"] for form in one["data"]}} if "data" in one else {"text": ["-1"]})
    assert len(notebooks.differences(stale, stored)) == len(shown)
    assert not notebooks.differences(stored, stored)


@pytest.mark.parametrize(
    ("stored", "fresh", "same"),
    [
        ("kappa 0.481", "kappa 0.482", True),
        ("kappa 0.481", "kappa 0.483", False),
        ("3 of 5", "4 of 5", False),
        ("1,234.5", "1,234.6", True),
        ("-0.5", "0.5", False),
        ("a 0.5", "b 0.5", False),
    ],
)
def test_numbers_agree_to_the_last_place_that_is_shown(stored, fresh, same):
    assert notebooks.agree(stored, fresh) is same


def test_a_cell_shows_what_it_prints_and_its_last_value_but_not_after_a_semicolon():
    cells = [{"cell_type": "code", "source": [text]} for text in ("print('a')\n1 + 1", "x = 2", "x;", "[x]")]
    made = notebooks.executed({"cells": cells})["cells"]
    assert [[notebooks.words(one) for one in cell["outputs"]] for cell in made] == [["a\n", "2"], [], [], ["[2]"]]


def test_a_notebook_runs_no_command_but_ours():
    with pytest.raises(ValueError, match="so not rm"):
        notebooks.executed({"cells": [{"cell_type": "code", "source": ["!rm -r x"]}]})


@pytest.mark.parametrize("place", BOOKS, ids=lambda path: path.stem)
def test_links_of_notebooks_lead_somewhere(place):
    text = "".join("".join(c["source"]) for c in json.loads(place.read_text("utf-8"))["cells"])
    targets = [part.partition(")")[0] for part in text.split("](")[1:]]
    assert targets
    assert not [one for one in targets if not (place.parent / one).exists()]
