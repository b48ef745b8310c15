import gzip
import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from oe_quality.errors import UsageError
from oe_quality.readers import ReadOptions, open_export, read_gold

FOLDER = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("make_example", FOLDER / "make_example.py")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_the_study_comes_from_its_script(script, tmp_path):
    script.main(tmp_path)
    for name in ("gold.csv", "tidy/moods.csv"):
        assert (tmp_path / name).read_text() == (FOLDER / name).read_text()
    made, kept = ((folder / "open_empathic.json.gz").read_bytes() for folder in (tmp_path, FOLDER))
    assert gzip.decompress(made) == gzip.decompress(kept)


def test_it_is_small_and_loads_whole():
    assert sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file()) < 300_000
    export = open_export(FOLDER / "open_empathic.json.gz")
    responses = export.responses
    assert (responses["item"].n_unique(), responses["annotator"].n_unique()) == (150, 25)
    assert export.counts.rejected == export.counts.superseded == 0
    assert f"{export.counts.accepted} annotations of 150 clips" in (FOLDER / "README.md").read_text()
    assert "example.org" not in responses.write_json() + repr(export.annotator_names)
    assert len(export.annotator_names) == 21


def test_its_gold_answers_are_to_its_questions():
    export = open_export(FOLDER / "open_empathic.json.gz")
    gold = read_gold(FOLDER / "gold.csv", export.questions)
    assert gold.counts.accepted == gold.counts.read == gold.gold.height == 40
    assert set(gold.gold["item"]) <= set(export.responses["item"])


def test_someone_heard_a_clip_again():
    first = open_export(FOLDER / "open_empathic.json.gz").responses.filter(question="arousal")
    assert first.select("item", "annotator").is_duplicated().sum() > 4


def test_the_tidy_study_is_nominal_with_gold():
    export = open_export(FOLDER / "tidy" / "moods.csv")
    assert export.questions[0].labels == ("calm", "cheerful", "tense", "wistful")
    assert (export.counts.accepted, export.gold.height) == (300, 20)
    assert np.isfinite(export.responses["duration_s"].to_numpy()).all()


@pytest.mark.parametrize(
    ("options", "said"), [({"item": "nosuch"}, "--item"), ({"gold": "g", "fold": ("case",)}, "--gold-column, --fold")]
)
def test_options_that_a_format_has_no_use_for_are_refused_by_name(options, said):
    with pytest.raises(UsageError, match=f"{said} would have no effect: this is open-empathic fixture"):
        open_export(FOLDER / "open_empathic.json.gz", ReadOptions(**options))
