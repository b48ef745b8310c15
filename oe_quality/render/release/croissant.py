"""`croissant.json`: the data set in the ML Commons' Croissant format 1.1, with its fields for responsible AI."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from oe_quality.render.release.identity import Identity
from oe_quality.render.release.tables import Column, ReleaseTable
from oe_quality.results import Json
from oe_quality.sums import sha256

_CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(
    identity: Identity, tables: Sequence[ReleaseTable], folder: Path, citation: str, analysis: str, limits: str
) -> Json:
    """The document; check sums are of the files that stand in `folder`.

    Args:
        citation: how to cite the release; analysis: agreement in words; limits: the known ones, in words.
    """
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [
            "http://mlcommons.org/croissant/1.1",
            "http://mlcommons.org/croissant/RAI/1.0",
        ],
        "name": identity.name,
        "alternateName": identity.title,
        "description": identity.description,
        "version": identity.version,
        "license": identity.licence.url,
        "url": identity.url or f"urn:oe-quality:{identity.name}:{identity.version}",
        "citeAs": citation,
        "creator": [{"@type": "sc:Person", "name": author} for author in identity.authors]
        or [{"@type": "sc:Organization", "name": f"The maintainers of {identity.title}"}],
        **({"datePublished": identity.as_of.isoformat()} if identity.as_of else {}),
        "isLiveDataset": False,
        "rai:dataAnnotationAnalysis": analysis,
        "rai:dataLimitations": limits,
        "rai:personalSensitiveInformation": "Annotators stand under keyed pseudonyms; their names were searched for "
        "in every file of the release and not found.",
        "distribution": [_file(table, folder) for table in tables],
        "recordSet": [_record_set(table) for table in tables],
    }


def _file(table: ReleaseTable, folder: Path) -> Json:
    path = folder / table.path
    return {
        "@type": "cr:FileObject",
        "@id": f"{table.name}.parquet",
        "name": f"{table.name}.parquet",
        "description": table.meaning,
        "contentUrl": table.path,
        "contentSize": f"{path.stat().st_size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": sha256(path),
    }


def _record_set(table: ReleaseTable) -> Json:
    columns = [column for column in table.columns if not isinstance(column.dtype, pl.Struct)]
    ids = _ids([column.name for column in columns])
    fields = [_field(table.name, column, ids[column.name]) for column in columns]
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"{table.meaning} Structs stand as flat columns.",
        "field": fields,
    }


def _field(table: str, column: Column, id_: str) -> Json:
    is_list = isinstance(column.dtype, pl.List)
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{id_}",
        "name": column.name,
        "description": column.meaning,
        "dataType": _type(column.dtype.inner if isinstance(column.dtype, pl.List) else column.dtype),
        **({"isArray": True, "arrayShape": "-1"} if is_list else {}),
        "source": {"fileObject": {"@id": f"{table}.parquet"}, "extract": {"column": column.name}},
    }


def _type(dtype: object) -> str:
    if dtype == pl.String:
        return "sc:Text"
    if dtype == pl.Date:
        return "sc:Date"
    if dtype == pl.Boolean:
        return "sc:Boolean"
    return "sc:Float" if dtype == pl.Float64 else "sc:Integer"


def _ids(names: Sequence[str]) -> dict[str, str]:
    """Each name as a distinct part of an identifier: no blanks, nothing that an address would escape."""
    made: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9_.-]", "_", name)
        made[name] = plain if plain not in made.values() else f"{plain}.{len(made)}"
    return made
