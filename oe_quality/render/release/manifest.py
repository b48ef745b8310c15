"""`manifest.json`: how the release was made, so that it can be made again. No clock and no path stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from oe_quality._version import __version__
from oe_quality.analysis.release.data import ReleaseData
from oe_quality.analysis.release.people import answer_column
from oe_quality.render.release.identity import Identity
from oe_quality.render.release.tables import ReleaseTable
from oe_quality.results import Json, document, to_json

_LIBRARIES = ("duckdb", "numba", "numpy", "polars", "scikit-learn", "scipy", "statsmodels")


def manifest(identity: Identity, data: ReleaseData, tables: Sequence[ReleaseTable], previous: str) -> Json:
    """The document, `oeq.release/1`.

    Args:
        previous: version of the release that the changes are told against; empty for a first one.
    """
    body: Json = {
        "name": identity.name,
        "version": identity.version,
        "previous": previous or None,
        "as_of": identity.as_of.isoformat() if identity.as_of else None,
        "licence": identity.licence.spdx,
        "made_with": {"oe-quality": __version__} | {name: version(name) for name in _LIBRARIES},
        "command": command(identity, data, previous),
        "parameters": to_json(data.options),
        "seed": data.options.seed,
        "pseudonyms": {"sign": data.sign},
        "store": {
            "fingerprint": data.fingerprint,
            "excluded_annotators": len(data.left_out),
            "left_out": to_json(data.left_out),
            "annotations_left_out": data.totals.n_left_out,
        },
        "inputs": to_json(data.inputs),
        "labels": [
            {
                "question": one.question.name,
                "table": table.name,
                "column": answer_column(one.question),
                "method": one.method,
                "algorithm": one.algorithm,
                "label_order": list(one.question.labels),
                "chosen_because": one.why,
                "coverage": to_json(one.coverage.rows),
                "set_coverage": None if one.set_coverage is None else to_json(one.set_coverage.rows),
                "certificate": to_json(one.certificate),
                "dependence": one.dependence,
                "warnings": list(one.warnings),
            }
            for one, table in zip(data.labels, tables, strict=False)
        ],
        "agreement": [
            {
                "question": question.question,
                "coefficient": question.headline.title,
                "estimate": to_json(question.headline.estimate),
                "standard_error": question.headline.standard_error,
            }
            for question in data.agreement.questions
        ],
        "tables": [{"name": table.name, "path": table.path, "rows": table.frame.height} for table in tables],
        "notes": list(data.notes),
    }
    return document("oeq.release/1", body)


def command(identity: Identity, data: ReleaseData, previous: str) -> str:
    """The call that makes this release, with STORE, FOLDER and KEY in place of paths."""
    options = data.options
    words = ["oeq", "release", "STORE", "-o", "FOLDER", "--version", identity.version]
    words += ["--license", identity.licence.spdx, "--key-file", "KEY", "--seed", str(options.seed)]
    words += [word for question in options.questions for word in ("--question", _quoted(question))]
    words += ["--method", options.method] if options.method else []
    words += ["--time", options.time] if options.time != "day" else []
    words += ["--with-text"] if options.with_text else []
    words += ["--with-reasons"] if options.with_reasons else []
    words += [word for name in options.demographics for word in ("--demographics", _quoted(name))]
    words += ["--previous", f"FOLDER-{previous}"] if previous else []
    return " ".join(words)


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)
