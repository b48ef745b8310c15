"""`oeq annotators`: who needs a word, and on what evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oe_quality.cli.common import (
    emit,
    output_options,
    progress_bar,
    say,
    seed_option,
    settings_in,
    store_argument,
    talk,
    to_file,
)
from oe_quality.cli.models import hearing, models_options
from oe_quality.cli.table_file import table_file_option
from oe_quality.errors import UsageError
from oe_quality.plaintext import percent, visible
from oe_quality.results import Json, document, to_json

if TYPE_CHECKING:
    import polars as pl

    from oe_quality.analysis.annotators.audit import AnnotatorAudit, AnnotatorRow
    from oe_quality.analysis.annotators.case import Case
    from oe_quality.analysis.annotators.results import SetAside
    from oe_quality.analysis.severity.results import MeanSquare, Severity
    from oe_quality.config import Config
    from oe_quality.diction import Diction
    from oe_quality.store.people import Person


@click.command()
@store_argument
@click.argument("annotator", required=False)
@click.option("--triage", is_flag=True, help="Only those who need a look, with the evidence for it.")
@click.option("--question", help="The question on which skill rests.  [default: the closed one answered most]")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Settings.  [default: oeq.toml, found]")
@click.option("--severity", is_flag=True, help="Of ordered answers: who answers lower than others (many-facet Rasch).")
@click.option("--ranks", is_flag=True, help="Their order by agreement, with bounds of each place.")
@models_options
@seed_option
@table_file_option
@output_options
def annotators(
    db: Path,
    annotator: str | None,
    triage: bool,
    question: str | None,
    config_file: Path | None,
    severity: bool,
    ranks: bool,
    with_models: tuple[str, ...],
    each_model: bool,
    seed: int,
    fmt: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Audit all annotators, or show the whole case of one.

    ANNOTATOR is a pseudonym such as otter-307, an id or a user name.

    Nothing is ever deleted here: `oeq exclude` leaves somebody out, with a reason.
    """
    from oe_quality.analysis.annotators.audit import audit
    from oe_quality.analysis.annotators.case import case
    from oe_quality.analysis.annotators.wording import about
    from oe_quality.cli.exclude import found
    from oe_quality.store import open_store
    from oe_quality.store.gold import fault_sentences

    if ranks and (annotator is not None or triage or severity):
        raise UsageError("--ranks is a table of its own", remedy="Leave out --triage, --severity and the annotator.")
    if severity:
        _show_severity(db, question, fmt, alone=annotator is None and not triage, seed=seed, quiet=quiet)
        return
    settings = settings_in(config_file)
    progress = progress_bar(quiet=quiet)
    with open_store(db) as store, hearing(store, with_models, each=each_model, seed=seed):
        if annotator is not None:
            person = found(store, annotator, quiet=quiet)
            _show_case(case(store, person.alias, question, settings, seed, progress), person, fmt)
            return
        result = audit(store, question, settings, seed, progress)
        faults = fault_sentences(store.gold_faults())
    talk(f"skill rests on {result.question!r}: {result.question_why} ({result.method})", quiet=quiet)
    for warning in result.warnings if verbose else faults:
        talk(warning, quiet=quiet)
    if fmt == "table" and result.rows and all(row.n_annotations == 1 for row in result.rows):
        say(about("nobody_twice"))
        to_file(result, "annotators")
    elif ranks:
        _show_ranks(result, fmt, quiet=quiet)
    elif not triage:
        emit(result, fmt, view=_table(result), title="Annotators", name="annotators")
        talk(_legend(result, settings, db), quiet=quiet or fmt != "table" or not result.rows)
    elif fmt in ("json", "csv", "columns"):
        emit(_needing_a_look(result), fmt, name="annotators")
    else:
        _say_triage(result, db, quiet=quiet)
        to_file(_needing_a_look(result), "annotators")


class _Ranks:
    """Annotators in the order of their agreement."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self._rows = rows

    def frame(self) -> pl.DataFrame:
        return self._rows

    def to_dict(self) -> Json:
        return document("oeq.annotator-ranks/1", {"ranks": to_json(self._rows.to_dicts())})


def _show_ranks(result: AnnotatorAudit, fmt: str, *, quiet: bool) -> None:
    """The order, and how far it can be trusted."""
    import polars as pl

    rows = result.rank_frame()
    place = pl.format("{} [{}, {}]", pl.col("rank").round(1), "rank_low", "rank_high").alias("place")
    view = rows.select("annotator", pl.col("kappa").round(2), place)
    emit(_Ranks(rows), fmt, view=view, title="Annotators by agreement with the others, places with 90 % bounds")
    if rows.height and (reliability := rows["reliability"][0]) is not None:
        talk(f"Reliability of the order: {reliability:.2f}; near 0 it is chance, near 1 it is sure.", quiet=quiet)


def _show_severity(db: Path, question: str | None, fmt: str, *, alone: bool, seed: int, quiet: bool) -> None:
    """The many-facet Rasch model of one question."""
    from oe_quality.analysis.severity.measure import severity
    from oe_quality.analysis.severity.wording import sentences
    from oe_quality.store import open_store

    if not alone:
        raise UsageError("--severity is a table of its own", remedy="Leave out --triage and the annotator.")
    with open_store(db) as store:
        found = severity(store, question, seed=seed)
    for sentence in sentences(found):
        talk(visible(sentence), quiet=quiet)
    title = f"Severity on {found.question}, in logits, with {percent(found.level)} intervals"
    emit(found, fmt, view=_severities(found), title=title)


def _severities(found: Severity) -> pl.DataFrame:
    """One line per annotator; a star beside mean squares that answers by the model would hardly give."""
    import polars as pl

    rows = [
        {
            "annotator": row.annotator,
            "answers": row.n_answers,
            "severity": row.severity.written(),
            "infit": _square(row.infit),
            "outfit": _square(row.outfit),
        }
        for row in found.annotators
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _square(found: MeanSquare) -> str:
    if found.value is None:
        return ""
    return f"{found.value:.2f}{' *' if found.q_value is not None and found.q_value <= 0.05 else ''}"


def _say_triage(result: AnnotatorAudit, db: Path, *, quiet: bool) -> None:
    needing, n = _needing_a_look(result), len(result.rows)
    if not needing.rows:
        few = sum(row.status.value == "insufficient" for row in result.rows)
        judged = f"Nobody of {n - few:,} judged annotators needs a look." if n > few else "Nobody could be judged."
        say(f"{judged} {few:,} gave too few answers to judge." if few else judged)
        return
    for row in needing.rows:
        say("\n".join(evidence_lines(row, needing.diction)))
    first = needing.rows[0].alias
    talk(
        f"{len(needing.rows):,} of {n:,} annotators. The whole case with a draft message: oeq annotators {db} {first}; "
        f"leaving somebody out: oeq exclude {db} {first} --reason '...'",
        quiet=quiet,
    )


def _table(result: AnnotatorAudit) -> pl.DataFrame:
    """What fits a terminal: one line per annotator."""
    import polars as pl

    rows: list[dict[str, Any]] = [
        {
            "annotator": row.alias,
            "status": row.status.value,
            "n": row.n_annotations,
            "kappa": row.kappa.written() if row.kappa.value is not None else "–",
            "accuracy": row.accuracy.value,
            "bits": row.bits.value,
            "seconds": None if row.behaviour.median_seconds is None else round(row.behaviour.median_seconds),
            "why": row.reason,
        }
        for row in result.rows
    ]
    rows += [_aside(it) for it in result.set_aside]
    view = pl.DataFrame(rows, infer_schema_length=None)
    return view.drop([name for name in view.columns if view[name].null_count() == len(view)])


def _aside(it: SetAside) -> dict[str, Any]:
    """The line of somebody whom a maintainer has left out: agreement since then, where there is any."""
    since = it.kappa_since.value is not None
    kappa = it.kappa_since if since else it.kappa
    from oe_quality.analysis.annotators.results import LEFT_OUT

    what = f"left out since {it.since:%Y-%m-%d}: {it.reason}"
    return {
        "annotator": it.alias,
        "status": LEFT_OUT,
        "n": it.n_annotations,
        "kappa": kappa.written() if kappa.value is not None else "–",
        "why": f"{what}; kappa of the {it.n_since:,} answers since" if since else what,
    }


def _legend(result: AnnotatorAudit, config: Config, db: Path) -> str:
    """What the columns are, and what to ask next."""
    return (
        f"n: annotations; kappa: agreement with the others beyond chance, {percent(config.triage.kappa_level)} "
        "interval; accuracy: expected share of right answers; bits: what one answer tells about the "
        f"{result.diction.one}; seconds: median per annotation.\n"
        f"The evidence: oeq annotators {db} --triage. One whole case: oeq annotators {db} {result.rows[0].alias}"
    )


def _needing_a_look(result: AnnotatorAudit) -> AnnotatorAudit:
    """The same audit with the rows of those alone whose status asks for something."""
    from dataclasses import replace

    from oe_quality.analysis.annotators.audit import Status

    quiet = (Status.OK, Status.INSUFFICIENT)
    return replace(result, rows=tuple(row for row in result.rows if row.status not in quiet))


def _show_case(it: Case, person: Person, fmt: str) -> None:
    """JSON and CSV as the result is; a page of text otherwise, which names both what they are called and who it is."""
    if fmt in ("json", "csv", "columns"):
        emit(it, fmt)
        return
    if person.words != person.alias:
        say(person.words)
    say("\n".join(_case_lines(it)))
    if it.items:
        _show_items(it, fmt)
    else:
        say(f"On no {it.diction.one} are the others sure of something else.")
    say("\n".join(["", "A draft to them:", "", *it.message.splitlines()]))


def _show_items(it: Case, fmt: str) -> None:
    view = it.frame()
    what = f"{it.diction.many.capitalize()} to {it.diction.look}"
    title = f"{what}: the others are sure, and this annotator answered something else"
    emit(it, fmt, view=view if any(it.links) else view.drop("link"), title=title)


def _case_lines(found: Case) -> list[str]:
    row, kappa = found.row, found.row.kappa
    head = [f"{row.n_annotations:,} annotations of {found.diction.count(row.n_items)}"]
    if kappa.value is None:
        head.append(f"agreement with the others: {kappa.undefined}")
    else:
        bounds = f" ({kappa.interval.low:.2f} to {kappa.interval.high:.2f})" if kappa.interval else ""
        head.append(f"agreement with the others beyond chance, kappa: {kappa.value:.2f}{bounds}")
    drop = row.behaviour.detectable_drop
    if drop is not None:
        head.append(f"a fall of agreement by less than {100 * drop:.0f} points would probably not have been seen")
    lines = evidence_lines(row, found.diction)
    return [lines[0], *(f"  {line}" for line in head), *lines[1:]]


def evidence_lines(row: AnnotatorRow, called: Diction) -> list[str]:
    """Status and reason, each flag, and what would change without this annotator."""
    from oe_quality.analysis.annotators.case import without

    lines = [f"{row.alias}  {row.status.value}" + (f": {row.reason}" if row.reason else "")]
    lines += [f"  - {flag.words}" for flag in row.flags]
    return [*lines, f"  {without(row, called)}", ""]
