"""A later release: the same pseudonyms, and a CHANGELOG that states the changes that were made."""

import json
import re

import polars as pl

from oe_quality.loading import load
from oe_quality.readers.options import ReadOptions, Repeats
from oe_quality.store import open_store
from oe_quality.sums import write_sums

HEAD = "item,annotator,label"
LATER = ReadOptions(repeats=Repeats.LAST)
"""No answer has a time; what is loaded later counts."""


def answers(answer_of, items=range(30), people=range(6)):
    """A tidy file: everyone answers everything."""
    return [f"clip{item:02d},person{who},{answer_of(item, who)}" for item in items for who in people]


def usual(item, who):
    """Nearly all agree; one errs, on another item each."""
    right = ("sad", "glad", "calm")[item % 3]
    return "glad" if item % 6 == who and right != "glad" else right


def write(path, rows):
    path.write_text("\n".join([HEAD, *rows]) + "\n")
    return path


def make_two(folder, call):
    """Release, then change and add answers, exclude somebody, add gold, and release again."""
    store = folder / "q.duckdb"
    load(store, write(folder / "first.csv", answers(usual)))
    assert call(store, folder / "v1") == 0
    changed = [f"clip00,person{who},calm" for who in range(5)]
    load(store, write(folder / "second.csv", [*changed, *answers(usual, items=range(30, 33))]), options=LATER)
    with open_store(store, read_only=False) as opened:
        alias = opened.annotators().filter(pl.col("annotator") == "person5")["alias"][0]
        opened.exclude(alias, "left the study")
        gold = pl.DataFrame({"item": ["clip02"], "question": ["label"], "labels": [["sad"]]})
        opened.save_gold(gold, source="Dr Who")
    assert call(store, folder / "v2", "--version", "1.1.0", "--previous", folder / "v1") == 0
    return folder / "v1", folder / "v2"


def test_pseudonyms_stay_and_changes_are_stated(tmp_path, call):
    first, second = make_two(tmp_path, call)
    before, after = (pl.read_parquet(folder / "data/annotations.parquet") for folder in (first, second))
    assert set(after["annotator"]) < set(before["annotator"])
    same = before.join(after, on=["item", "annotator", "label"])
    assert same.height == 30 * 5 - 5

    text = (second / "CHANGELOG.md").read_text()
    assert "Compared with 1.0.0:" in text
    assert "items: 3 added, 0 removed; 33 now" in text
    assert "annotations: 15 added, 30 removed, 5 changed; 165 now" in text
    assert "annotators: 0 new, 1 gone; 5 now" in text
    assert "labels: 2 of 30 common items have another label" in text
    assert re.search(r"\| clip00 \| sad \| calm \| .* \| its answers changed \|", text)
    assert re.search(r"\| clip02 \| calm \| sad \| .* \| gold was given or taken back \|", text)
    assert "method: pool, as before" in text
    assert text.index("## 1.1.0") < text.index("## 1.0.0")
    assert "First release: 30 items, 180 annotations by 6 annotators." in text


def test_another_method_is_stated(tmp_path, call):
    store = tmp_path / "q.duckdb"
    load(store, write(tmp_path / "first.csv", answers(usual)))
    assert call(store, tmp_path / "v1") == 0
    assert (
        call(store, tmp_path / "v2", "--version", "1.1.0", "--previous", tmp_path / "v1", "--method", "majority") == 0
    )
    assert "method: pool before, majority now" in (tmp_path / "v2/CHANGELOG.md").read_text()


def test_another_key_than_that_of_the_release_before_is_refused(tmp_path, call, capsys, monkeypatch):
    store = tmp_path / "q.duckdb"
    load(store, write(tmp_path / "first.csv", answers(usual)))
    assert call(store, tmp_path / "v1") == 0
    monkeypatch.setenv("OEQ_PSEUDONYM_KEY", "another secret for these tests")
    assert call(store, tmp_path / "v2", "--version", "1.1.0", "--previous", tmp_path / "v1") == 2
    assert "made with another key" in capsys.readouterr().err
    assert not (tmp_path / "v2").exists()
    # A release that does not say which key it was is known by its people.
    manifest = json.loads((tmp_path / "v1" / "manifest.json").read_text())
    del manifest["pseudonyms"]
    (tmp_path / "v1" / "manifest.json").write_text(json.dumps(manifest))
    write_sums(tmp_path / "v1")
    assert call(store, tmp_path / "v2", "--version", "1.1.0", "--previous", tmp_path / "v1") == 2
    monkeypatch.undo()
    assert "made with another key" in capsys.readouterr().err


def test_a_release_made_again_in_its_place_is_loaded_anew(tmp_path, call, monkeypatch):
    import datasets

    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    store = tmp_path / "q.duckdb"
    load(store, write(tmp_path / "first.csv", answers(usual)))

    def loaded():
        whole = datasets.load_dataset(str(tmp_path / "v1"), "labels", split="train", cache_dir=str(tmp_path / "cache"))
        return whole["label"][0]

    assert call(store, tmp_path / "v1", "--version", "1.0.0-rc.1") == 0
    assert loaded() == "sad"
    load(store, write(tmp_path / "second.csv", [f"clip00,person{who},calm" for who in range(6)]), options=LATER)
    assert call(store, tmp_path / "v1", "--version", "1.0.0-rc.1", "--force") == 0
    assert loaded() == "calm"
