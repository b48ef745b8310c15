"""`datapackage.json`: the same as a Frictionless data package (Data Package v2)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from oe_quality.render.release.identity import Identity
from oe_quality.render.release.tables import Column, ReleaseTable
from oe_quality.results import Json
from oe_quality.sums import sha256


def datapackage(identity: Identity, tables: Sequence[ReleaseTable], folder: Path) -> Json:
    """The document; hashes are of the files that stand in `folder`."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": identity.name,
        "title": identity.title,
        "description": identity.description,
        "version": identity.version,
        **({"homepage": identity.url} if identity.url else {}),
        **({"created": f"{identity.as_of.isoformat()}T00:00:00Z"} if identity.as_of else {}),
        "licenses": [{"name": identity.licence.spdx, "title": identity.licence.title, "path": identity.licence.url}],
        "contributors": [{"title": author, "roles": ["author"]} for author in identity.authors]
        or [{"title": f"The maintainers of {identity.title}"}],
        "resources": [_resource(table, folder) for table in tables],
    }


def _resource(table: ReleaseTable, folder: Path) -> Json:
    # No `bytes`: frictionless cannot count those of a Parquet file and calls any number wrong.
    return {
        "name": table.name,
        "type": "table",
        "path": table.path,
        "description": table.meaning,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": f"sha256:{sha256(folder / table.path)}",
        "schema": {"fields": [_field(column) for column in table.columns]},
    }


def _field(column: Column) -> Json:
    return {"name": column.name, "type": _type(column.dtype), "description": column.meaning}


def _type(dtype: pl.DataType) -> str:
    """Lists are "any": frictionless reads a Parquet list as an array of numpy, which its own "array" refuses."""
    if dtype == pl.String:
        return "string"
    if dtype == pl.Date:
        return "date"
    if dtype == pl.Boolean:
        return "boolean"
    if isinstance(dtype, pl.Struct):
        return "object"
    if isinstance(dtype, pl.List):
        return "any"
    # A column of whole numbers with gaps reaches frictionless as floats.
    return "number"
