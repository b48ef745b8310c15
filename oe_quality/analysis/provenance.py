"""By what means a report was made, so that somebody else can make it again."""

from __future__ import annotations

import dataclasses
import platform
from dataclasses import dataclass
from importlib.metadata import version

import polars as pl

from oe_quality._version import __version__
from oe_quality.analysis.study import Study
from oe_quality.config import Config
from oe_quality.privacy import scrub
from oe_quality.results import Json, document, to_json
from oe_quality.store.panel import Decision


@dataclass(frozen=True, slots=True, eq=False)
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
        excluded: annotators whom a maintainer left out, why and since when.
    """

    command: str
    version: str
    python: str
    packages: tuple[tuple[str, str], ...]
    batches: pl.DataFrame
    fingerprint: str
    seed: int
    config: str
    excluded: tuple[Decision, ...]

    def to_dict(self) -> Json:
        """The JSON form, `oeq.provenance/1`."""
        names = ("command", "version", "python", "packages", "fingerprint", "seed", "config", "excluded")
        body = {name: to_json(getattr(self, name)) for name in names}
        return document("oeq.provenance/1", {**body, "batches": to_json(self.batches.to_dicts())})


COMPUTING = ("duckdb", "llvmlite", "numba", "numpy", "polars", "pyarrow", "scipy")
"""Libraries that store, analysis and kernel compute with, on whose versions the numbers may depend."""


def provenance_of(study: Study, command: str) -> Provenance:
    """What went into a report of this study; `command` is what made it, as it was given."""
    return Provenance(
        command=study.unnamed.apply(scrub(command)),
        version=__version__,
        python=platform.python_version(),
        packages=tuple((name, version(name)) for name in COMPUTING),
        batches=study.batches,
        fingerprint=study.overview.fingerprint,
        seed=study.seed,
        config="\n".join(_settings(study.config)),
        excluded=study.overview.excluded,
    )


def _settings(config: Config) -> list[str]:
    """`section.key = value` for every setting on which numbers may rest: no words of cards and letters, no key."""
    names = [it.name for it in dataclasses.fields(config) if it.name not in ("people", "links", "messages")]
    parts = [(name, getattr(config, name)) for name in names]
    pairs = [
        (f"{name}.{key.name}", getattr(part, key.name)) for name, part in parts for key in dataclasses.fields(part)
    ]
    return [f"{name} = {value}" for name, value in pairs if not dataclasses.is_dataclass(value)]
