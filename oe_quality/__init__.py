"""Audit, aggregate and release crowd annotations.

    import oe_quality as oeq

    oeq.load("quality.duckdb", "export.csv")
    with oeq.open_store("quality.duckdb") as store:
        print(oeq.agreement(store, "emotion").frame())

The names below are the library's front door. Each is imported when it is first used, so that
`import oe_quality` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from oe_quality._version import __version__

if TYPE_CHECKING:
    from oe_quality.analysis.aggregate import aggregate
    from oe_quality.analysis.agreement import agreement
    from oe_quality.analysis.annotators import audit as annotators
    from oe_quality.analysis.check import check
    from oe_quality.analysis.compare import compare
    from oe_quality.analysis.planning import plan
    from oe_quality.analysis.relabel import relabel
    from oe_quality.analysis.study import study
    from oe_quality.kernel.simulate import study as simulate
    from oe_quality.loading import from_frame, load
    from oe_quality.readers import ReadOptions, open_export
    from oe_quality.render.report import report
    from oe_quality.store import Store, open_store

_HOME = {
    "ReadOptions": ("oe_quality.readers", "ReadOptions"),
    "Store": ("oe_quality.store", "Store"),
    "aggregate": ("oe_quality.analysis.aggregate", "aggregate"),
    "agreement": ("oe_quality.analysis.agreement", "agreement"),
    "annotators": ("oe_quality.analysis.annotators", "audit"),
    "check": ("oe_quality.analysis.check", "check"),
    "compare": ("oe_quality.analysis.compare", "compare"),
    "from_frame": ("oe_quality.loading", "from_frame"),
    "load": ("oe_quality.loading", "load"),
    "open_export": ("oe_quality.readers", "open_export"),
    "open_store": ("oe_quality.store", "open_store"),
    "plan": ("oe_quality.analysis.planning", "plan"),
    "relabel": ("oe_quality.analysis.relabel", "relabel"),
    "report": ("oe_quality.render.report", "report"),
    "simulate": ("oe_quality.kernel.simulate", "study"),
    "study": ("oe_quality.analysis.study", "study"),
}
"""Public name -> (module, name there)."""

__all__ = [
    "ReadOptions",
    "Store",
    "__version__",
    "aggregate",
    "agreement",
    "annotators",
    "check",
    "compare",
    "from_frame",
    "load",
    "open_export",
    "open_store",
    "plan",
    "relabel",
    "report",
    "simulate",
    "study",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, there = _HOME[name]
    value = getattr(import_module(module), there)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
