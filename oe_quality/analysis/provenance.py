"""By what means a report was made, so that somebody else can make it again."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from oe_quality.results import Json, document, to_json


@dataclass(frozen=True, slots=True)
class Provenance:
    """What went into a report.

    Attributes:
        command: as it was given, such as "oeq report quality.duckdb".
        version, python: of this package and of the interpreter.
        packages: (name, version) of the libraries that computed the numbers.
        batches: one row per export: file, sha256, format, loaded_at, and counts of its rows.
        fingerprint: sha256 over the content that analyses see.
        seed: of everything random.
        config: the settings as text, one `key = value` per line.
        excluded: (alias, reason) of annotators whom a maintainer left out.
    """

    command: str
    version: str
    python: str
    packages: tuple[tuple[str, str], ...]
    batches: pl.DataFrame
    fingerprint: str
    seed: int
    config: str
    excluded: tuple[tuple[str, str], ...]

    def to_dict(self) -> Json:
        """The JSON form, `oeq.provenance/1`."""
        names = ("command", "version", "python", "packages", "fingerprint", "seed", "config", "excluded")
        body = {name: to_json(getattr(self, name)) for name in names}
        return document("oeq.provenance/1", {**body, "batches": to_json(self.batches.to_dicts())})
