"""A release is read by what others use: Croissant, Frictionless, datasets, polars, duckdb, sha256sum."""

import json
import subprocess

import polars as pl
import pytest


def configs(folder):
    """The card's configurations, as its YAML states them."""
    import yaml

    return yaml.safe_load((folder / "README.md").read_text().split("---\n")[1])["configs"]


def test_mlcroissant_loads_it_and_reads_every_record(bundle):
    import mlcroissant

    data = mlcroissant.Dataset(jsonld=str(bundle.folder / "croissant.json"))
    for record_set in data.metadata.record_sets:
        rows = list(data.records(record_set.uuid))
        frame = pl.read_parquet(bundle.folder / "data" / f"{record_set.uuid}.parquet")
        assert len(rows) == frame.height
        first = {key.partition("/")[2]: value for key, value in rows[0].items()}
        if "item" in first:
            assert first["item"].decode() == str(frame["item"][0])


def test_frictionless_finds_no_fault(bundle):
    import frictionless

    report = frictionless.validate(str(bundle.folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])[:3]


def test_frictionless_would_find_a_fault(made, tmp_path):
    import shutil

    import frictionless

    folder = shutil.copytree(made("moods").folder, tmp_path / "broken")
    pl.read_parquet(folder / "data/labels.parquet").drop("label").write_parquet(folder / "data/labels.parquet")
    assert not frictionless.validate(str(folder / "datapackage.json")).valid


def test_datasets_polars_and_duckdb_read_the_configs(bundle, tmp_path, monkeypatch):
    import datasets
    import duckdb

    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    found = configs(bundle.folder)
    assert [one["config_name"] for one in found] == ["labels", "annotations", "annotators"]
    assert [one.get("default") for one in found] == [True, None, None]
    for one in found:
        path = bundle.folder / one["data_files"]
        loaded = datasets.load_dataset(str(bundle.folder), one["config_name"], split="train", cache_dir=str(tmp_path))
        frame = pl.read_parquet(path)
        with duckdb.connect() as connection:
            counted = connection.execute("SELECT count(*) FROM read_parquet($path)", {"path": str(path)}).fetchone()
        assert len(loaded) == frame.height == counted[0] > 0
        assert loaded.column_names == frame.columns


def test_the_card_s_python_can_be_run(bundle):
    """An underscore of Markdown is none of Python."""
    import ast

    blocks = (bundle.folder / "README.md").read_text().split("```python\n")[1:]
    assert blocks
    for block in blocks:
        ast.parse(block.split("```")[0])


def test_the_sums_hold(bundle):
    done = subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=bundle.folder, capture_output=True)
    assert done.returncode == 0
    listed = {line.split("  ")[1] for line in (bundle.folder / "SHA256SUMS").read_text().splitlines()}
    assert listed == {p.relative_to(bundle.folder).as_posix() for p in bundle.folder.rglob("*") if p.is_file()} - {
        "SHA256SUMS"
    }


def test_a_second_run_gives_the_same_bytes(made, call, tmp_path):
    first = made("moods")
    assert call(first.store, tmp_path / "again") == 0
    assert (tmp_path / "again" / "SHA256SUMS").read_bytes() == (first.folder / "SHA256SUMS").read_bytes()


def test_the_manifest_names_no_path_and_no_clock(bundle):
    text = (bundle.folder / "manifest.json").read_text()
    body = json.loads(text)
    assert str(bundle.store.parent) not in text
    assert body["schema"] == "oeq.release/1"
    assert body["command"].startswith("oeq release STORE -o FOLDER --version 1.0.0 --license CC-BY-4.0")
    assert {"oe-quality", "polars", "numpy"} <= set(body["made_with"])
    assert all(len(one["sha256"]) == 64 for one in body["inputs"])


def test_only_what_ties_has_no_label_and_gold_is_the_experts(made):
    import duckdb  # noqa: F401 (the store's own driver)

    from oe_quality.store import open_store

    made_ = made("moods")
    labels = pl.read_parquet(made_.folder / "data/labels.parquet")
    undecided = labels.filter(pl.col("label").is_null())
    tops = undecided.select(pl.col("consensus_list").list.sort(descending=True)).to_series().to_list()
    assert all(top[0] == pytest.approx(top[1], abs=1e-6) for top in tops)
    with open_store(made_.store) as store:
        gold = store.gold("label").select("item", pl.col("labels").list.first().alias("gold"))
    both = labels.join(gold, on="item")
    assert (both["status"] == "gold").all()
    assert (both["label"] == both["gold"]).all()
    assert labels["status"].is_in(["gold", "tie", "unanimous", "majority"]).all()


def test_structs_and_flat_columns_say_the_same(bundle):
    labels = pl.read_parquet(bundle.folder / "data/labels.parquet")
    for struct, prefix in (("consensus", "p_"), ("perception", "share_")):
        inner = labels[struct].struct.unnest()
        assert inner.columns == [name.removeprefix(prefix) for name in labels.columns if name.startswith(prefix)]
        assert all((inner[name] == labels[prefix + name]).all() for name in inner.columns)
        assert inner.select(pl.all().is_between(0, 1).all()).row(0) == (True,) * inner.width


def test_people_stand_under_pseudonyms_of_64_bits(bundle):
    annotators = pl.read_parquet(bundle.folder / "data/annotators.parquet")["annotator"]
    annotations = pl.read_parquet(bundle.folder / "data/annotations.parquet")["annotator"]
    assert annotators.str.contains(r"^[0-9a-f]{16}$").all()
    assert set(annotators) == set(annotations)
