"""`oeq check`: a gate for continuous integration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import click

from oe_quality.cli.common import emit, output_options, progress_bar, seed_option, settings_in, store_argument, talk
from oe_quality.cli.table_file import table_file_option
from oe_quality.errors import CheckFailedError, UsageError
from oe_quality.files import refuse_to_overwrite, whole
from oe_quality.plaintext import visible
from oe_quality.workshop import require_room

if TYPE_CHECKING:
    import polars as pl

    from oe_quality.analysis.compare.requirements import CheckReport, CheckRow, Requirement


@click.command()
@store_argument
@click.option("--min-alpha", multiple=True, metavar="Q=X", help="Alpha of a question, by its interval's lower end.")
@click.option("--max-flagged", type=float, metavar="X", help="Share of annotators to be reviewed, by the upper end.")
@click.option("--min-raters", multiple=True, metavar="[Q=]N", help="Annotators of every item.")
@click.option("--max-ties", multiple=True, metavar="Q=X", help="Share of items without a winner, by the upper end.")
@click.option("--min-items", multiple=True, metavar="[Q=]N", help="Items with an answer.")
@click.option(
    "--min-judge-agreement",
    multiple=True,
    metavar="MODEL:Q=X",
    help="Agreement (xRR) of a model with people, by its interval's lower end.",
)
@click.option(
    "--alt-test",
    multiple=True,
    metavar="MODEL[:Q]",
    help="The model may stand in for an annotator: it wins over at least half of them.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    help="An earlier store or release: alpha must not be clearly lower than there.",
)
@click.option(
    "--junit",
    type=click.Path(path_type=Path),
    help="Write the outcome as JUnit XML (again), too.",
)
@click.option("--github", is_flag=True, help="Print each failure as an annotation of GitHub Actions, too.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Settings.  [default: oeq.toml, found]")
@seed_option
@table_file_option
@output_options
def check(
    db: Path,
    min_alpha: tuple[str, ...],
    max_flagged: float | None,
    min_raters: tuple[str, ...],
    max_ties: tuple[str, ...],
    min_items: tuple[str, ...],
    min_judge_agreement: tuple[str, ...],
    alt_test: tuple[str, ...],
    baseline: Path | None,
    junit: Path | None,
    github: bool,
    config_file: Path | None,
    seed: int,
    fmt: str,
    quiet: bool,
    verbose: bool,  # noqa: ARG001 (every command takes it; there is no more to say here)
) -> None:
    """Hold a store against thresholds; exit 1 if one is not met.

    An interval's end is compared, not its middle: a store passes on evidence. There are no default
    thresholds: what is good enough is the project's to say.
    """
    from oe_quality.analysis.compare.check import check, coefficients_of
    from oe_quality.store import open_store

    wanted = [
        *(_requirement("min-alpha", text, named=True) for text in min_alpha),
        *(_requirement("min-raters", text) for text in min_raters),
        *(_requirement("max-ties", text, named=True) for text in max_ties),
        *(_requirement("min-items", text) for text in min_items),
        *(_requirement("min-judge-agreement", text, named=True) for text in min_judge_agreement),
        *(_requirement("alt-test", f"{name}=0.5") for name in alt_test),
    ]
    if max_flagged is not None:
        wanted.append(_requirement("max-flagged", repr(max_flagged)))
    settings = settings_in(config_file)
    inputs = [path for path in (db, baseline, config_file) if path is not None]
    if junit is not None:
        refuse_to_overwrite(junit, force=True, inputs=inputs)
        require_room(junit.parent)
    earlier = None if baseline is None else coefficients_of(baseline, seed=seed)
    with open_store(db) as store:
        report = check(store, wanted, baseline=earlier, config=settings, seed=seed, progress=progress_bar(quiet=quiet))
    if junit is not None:
        with whole(junit, force=True, inputs=inputs) as path:
            path.write_bytes(junit_xml(report))
    emit(report, fmt, view=_table(report), title=f"Checks of {db.name}")
    failed = [row for row in report.rows if not row.passed]
    for row in failed:
        talk(
            github_annotation(row) if github else f"{visible(str(row.requirement))}: {visible(row.reason)}", quiet=quiet
        )
    if failed:
        names = "; ".join(str(row.requirement) for row in failed)
        raise CheckFailedError(f"{len(failed)} of {len(report.rows)} checks failed: {visible(names)}")


def _requirement(rule: str, text: str, *, named: bool = False) -> Requirement:
    """`question=0.3`, or the number alone where the rule may speak of the whole store."""
    from oe_quality.analysis.compare.requirements import Requirement

    question, _, number = text.rpartition("=")
    if named and not question:
        raise UsageError(f"--{rule} {text} names no question", remedy=f"Write it as --{rule} question={text}.")
    try:
        threshold = float(number)
    except ValueError:
        threshold = float("nan")
    if not -1e15 < threshold < 1e15:
        raise UsageError(f"--{rule} {text}: {number!r} is no number")
    return Requirement(rule, threshold, question.strip())


def _table(report: CheckReport) -> pl.DataFrame:
    import polars as pl

    outcome = pl.when("passed").then(pl.lit("pass")).otherwise(pl.lit("FAIL")).alias("outcome")
    return report.frame().select("check", outcome, "bound", "threshold", "margin", "reason")


def junit_xml(report: CheckReport) -> bytes:
    """The outcome as one JUnit test suite; each requirement is a test case."""
    failures = sum(not row.passed for row in report.rows)
    suite = Element("testsuite", name="oeq check", tests=str(len(report.rows)), failures=str(failures), errors="0")
    for row in report.rows:
        case = SubElement(
            suite, "testcase", classname=f"oeq.{row.requirement.rule}", name=visible(str(row.requirement))
        )
        if not row.passed:
            SubElement(case, "failure", message=visible(row.reason), type="threshold")
    root = Element("testsuites")
    root.append(suite)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def github_annotation(row: CheckRow) -> str:
    """A workflow command; what would end it or begin another is percent-encoded, as GitHub's toolkit does."""
    title = _encoded(str(row.requirement)).replace(":", "%3A").replace(",", "%2C")
    return f"::error title={title}::{_encoded(row.reason)}"


def _encoded(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
