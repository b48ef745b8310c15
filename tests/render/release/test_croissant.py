"""The release in Croissant's format."""

import hashlib

import polars as pl
import pytest

from oe_quality.config import ReleaseConfig
from oe_quality.render.release import tables
from oe_quality.render.release.croissant import croissant
from oe_quality.render.release.identity import identify

NAMES = ["item", "a b", "a_b", "votes", "weights"]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    frame = pl.DataFrame([["i1"], [1.5], [2], [[1, 2]], [{"sad": 0.5}]], schema=NAMES)
    table = tables._table("labels", frame, {}, "One row per item.")
    table.write(folder)
    identity = identify(ReleaseConfig(name="Moods"), "1.0.0", "CC0-1.0", None)
    return croissant(identity, [table], folder, "Cite it.", "Alpha .5.", "None."), folder


def test_it_names_each_file_with_size_and_check_sum(found):
    document, folder = found
    (file,) = document["distribution"]
    raw = (folder / "data" / "labels.parquet").read_bytes()
    assert (file["sha256"], file["contentSize"]) == (hashlib.sha256(raw).hexdigest(), f"{len(raw)} B")


def test_fields_have_types_and_distinct_ids_and_structs_none(found):
    (records,) = found[0]["recordSet"]
    fields = {field["name"]: field for field in records["field"]}
    assert {name: field["dataType"] for name, field in fields.items()} == {
        "item": "sc:Text", "a b": "sc:Float", "a_b": "sc:Integer", "votes": "sc:Integer"
    }  # fmt: skip
    assert fields["votes"]["isArray"]
    ids = [field["@id"] for field in fields.values()]
    assert len(set(ids)) == len(ids)
    assert not any(" " in id_ for id_ in ids)
    assert fields["a b"]["source"]["extract"] == {"column": "a b"}


def test_what_is_known_of_it_is_said(found):
    document = found[0]
    assert document["license"].startswith("https://creativecommons.org/publicdomain/zero")
    assert document["creator"] == [{"@type": "sc:Organization", "name": "The maintainers of Moods"}]
    assert document["url"] == "urn:oe-quality:moods:1.0.0"
    assert (document["citeAs"], document["rai:dataAnnotationAnalysis"]) == ("Cite it.", "Alpha .5.")
