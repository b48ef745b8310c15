"""How a page was made is kept beside it and read again; what makes no sense is not followed."""

import json

import pytest

from oe_quality.render.report.recipe import Recipe, recipe_in, seen_from


def test_a_recipe_comes_back_as_it_went(tmp_path):
    recipe = Recipe("Mine", True, "old.duckdb", ("gpt", "llama"), True)
    index = tmp_path / "index.json"
    index.write_text(json.dumps({"made": recipe.to_dict()}))
    assert recipe_in(index) == recipe


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"made": 3}', '{"made": null}', "\x00"])
def test_without_one_it_is_the_usual(tmp_path, text):
    index = tmp_path / "index.json"
    index.write_text(text)
    assert recipe_in(index) == Recipe()
    assert recipe_in(tmp_path / "nowhere.json") == Recipe()


def test_wishes_of_other_kinds_are_not_followed(tmp_path):
    index = tmp_path / "index.json"
    wrong = {"title": 1, "names": "yes", "baseline": ["x"], "with_models": [1], "each_model": 1}
    index.write_text(json.dumps({"made": wrong}))
    assert recipe_in(index) == Recipe()


def test_a_baseline_is_where_the_page_sees_it(tmp_path):
    assert seen_from(tmp_path / "now" / "report.html", tmp_path / "then.duckdb") == "../then.duckdb"
    assert seen_from(tmp_path / "report.html", None) == ""
