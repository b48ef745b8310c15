"""Audit, aggregate and release crowd annotations.

    import oe_quality as oeq

    oeq.load("quality.duckdb", "export.csv")
    with oeq.open_store("quality.duckdb") as store:
        print(oeq.agreement(store, "emotion").frame())

The names below are the library's front door; the verbs are those of the command line.

    Answers in          load, from_frame, open_export; ReadOptions, Repeats, Question, Scale, parse_scale
    The store           open_store, Store
    What they say       agreement, annotators, aggregate, study; retest, xrr, limits; severity
    Held apart          agreement_difference, equal_agreement
    What was answered   distributions, divided, groups, groups_apart, emotion_map
    What to do next     relabel, plan, plan_all, plan_width, plan_power; Target
    Holding to account  check, Requirement; compare, open_side; Config, read_config
    The page, the paper report, methods; charts; write_excel
    As in scikit-learn  Aggregator
    Known truth         simulate, Crew
    What goes wrong     OeQualityError, the base of all errors that say what to do

Results are frozen. Each has `.frame()`, a polars frame, and `.to_dict()`, its JSON form with a version; numbers
stand with their interval and with what they rest on, or with the reason why there is none (`Estimate`). The same
data and seed give the same bits. Each name is imported when it is first used, so `import oe_quality` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from oe_quality._version import __version__

if TYPE_CHECKING:
    from oe_quality.analysis.aggregation.aggregate import aggregate
    from oe_quality.analysis.agreement.measure import agreement
    from oe_quality.analysis.annotators.audit import audit as annotators
    from oe_quality.analysis.compare.check import check
    from oe_quality.analysis.compare.compare import compare, open_side
    from oe_quality.analysis.compare.requirements import Requirement
    from oe_quality.analysis.contrast.equal import equal_agreement
    from oe_quality.analysis.contrast.versus import agreement_difference
    from oe_quality.analysis.distributions.apart import groups_apart
    from oe_quality.analysis.distributions.divided import divided
    from oe_quality.analysis.distributions.measure import distributions, emotion_map, groups
    from oe_quality.analysis.judges.data import Terms
    from oe_quality.analysis.judges.measure import judges
    from oe_quality.analysis.planning.plan import plan, plan_all
    from oe_quality.analysis.planning.power import plan_power
    from oe_quality.analysis.planning.relabel import Target, relabel
    from oe_quality.analysis.planning.width import plan_width
    from oe_quality.analysis.reliability.crossed import xrr
    from oe_quality.analysis.reliability.limits import limits
    from oe_quality.analysis.reliability.retest import retest
    from oe_quality.analysis.severity.measure import severity
    from oe_quality.analysis.simulate import simulate
    from oe_quality.analysis.study import study
    from oe_quality.config import Config, read_config
    from oe_quality.errors import OeQualityError
    from oe_quality.estimator import Aggregator
    from oe_quality.kernel.simulate import Crew
    from oe_quality.loading import from_frame, load
    from oe_quality.readers import ReadOptions, Repeats, open_export
    from oe_quality.render.paper.methods import methods
    from oe_quality.render.report.build import report
    from oe_quality.results import Estimate
    from oe_quality.scales import Question, Scale, parse_scale
    from oe_quality.store import Store, open_store
    from oe_quality.workbook import write_excel

_HOME = {
    "Aggregator": ("oe_quality.estimator", "Aggregator"),
    "Config": ("oe_quality.config", "Config"),
    "Crew": ("oe_quality.kernel.simulate", "Crew"),
    "Estimate": ("oe_quality.results", "Estimate"),
    "OeQualityError": ("oe_quality.errors", "OeQualityError"),
    "Question": ("oe_quality.scales", "Question"),
    "ReadOptions": ("oe_quality.readers", "ReadOptions"),
    "Repeats": ("oe_quality.readers", "Repeats"),
    "Requirement": ("oe_quality.analysis.compare.requirements", "Requirement"),
    "Scale": ("oe_quality.scales", "Scale"),
    "Store": ("oe_quality.store", "Store"),
    "Terms": ("oe_quality.analysis.judges.data", "Terms"),
    "Target": ("oe_quality.analysis.planning.relabel", "Target"),
    "aggregate": ("oe_quality.analysis.aggregation.aggregate", "aggregate"),
    "agreement": ("oe_quality.analysis.agreement.measure", "agreement"),
    "agreement_difference": ("oe_quality.analysis.contrast.versus", "agreement_difference"),
    "annotators": ("oe_quality.analysis.annotators.audit", "audit"),
    "check": ("oe_quality.analysis.compare.check", "check"),
    "compare": ("oe_quality.analysis.compare.compare", "compare"),
    "distributions": ("oe_quality.analysis.distributions.measure", "distributions"),
    "divided": ("oe_quality.analysis.distributions.divided", "divided"),
    "equal_agreement": ("oe_quality.analysis.contrast.equal", "equal_agreement"),
    "emotion_map": ("oe_quality.analysis.distributions.measure", "emotion_map"),
    "from_frame": ("oe_quality.loading", "from_frame"),
    "groups_apart": ("oe_quality.analysis.distributions.apart", "groups_apart"),
    "groups": ("oe_quality.analysis.distributions.measure", "groups"),
    "judges": ("oe_quality.analysis.judges.measure", "judges"),
    "limits": ("oe_quality.analysis.reliability.limits", "limits"),
    "load": ("oe_quality.loading", "load"),
    "methods": ("oe_quality.render.paper.methods", "methods"),
    "open_export": ("oe_quality.readers", "open_export"),
    "open_side": ("oe_quality.analysis.compare.compare", "open_side"),
    "open_store": ("oe_quality.store", "open_store"),
    "parse_scale": ("oe_quality.scales", "parse_scale"),
    "plan": ("oe_quality.analysis.planning.plan", "plan"),
    "plan_power": ("oe_quality.analysis.planning.power", "plan_power"),
    "plan_all": ("oe_quality.analysis.planning.plan", "plan_all"),
    "plan_width": ("oe_quality.analysis.planning.width", "plan_width"),
    "read_config": ("oe_quality.config", "read_config"),
    "relabel": ("oe_quality.analysis.planning.relabel", "relabel"),
    "report": ("oe_quality.render.report.build", "report"),
    "retest": ("oe_quality.analysis.reliability.retest", "retest"),
    "severity": ("oe_quality.analysis.severity.measure", "severity"),
    "simulate": ("oe_quality.analysis.simulate", "simulate"),
    "study": ("oe_quality.analysis.study", "study"),
    "write_excel": ("oe_quality.workbook", "write_excel"),
    "xrr": ("oe_quality.analysis.reliability.crossed", "xrr"),
}
"""Public name -> (module, name there)."""

__all__ = [
    "Aggregator",
    "Config",
    "Crew",
    "Estimate",
    "OeQualityError",
    "Question",
    "ReadOptions",
    "Repeats",
    "Requirement",
    "Scale",
    "Store",
    "Target",
    "Terms",
    "__version__",
    "aggregate",
    "agreement",
    "agreement_difference",
    "annotators",
    "check",
    "compare",
    "distributions",
    "divided",
    "emotion_map",
    "equal_agreement",
    "from_frame",
    "groups",
    "groups_apart",
    "judges",
    "limits",
    "load",
    "methods",
    "open_export",
    "open_side",
    "open_store",
    "parse_scale",
    "plan",
    "plan_all",
    "plan_power",
    "plan_width",
    "read_config",
    "relabel",
    "report",
    "retest",
    "severity",
    "simulate",
    "study",
    "write_excel",
    "xrr",
]


def __getattr__(name: str) -> Any:
    if name == "charts":
        return import_module("oe_quality.charts")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, there = _HOME[name]
    value = getattr(import_module(module), there)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
