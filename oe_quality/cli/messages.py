"""`oeq messages`: letters to annotators, drafted; and the journal of those that went out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oe_quality.cli.common import emit, output_options, progress_bar, seed_option, store_argument, talk
from oe_quality.errors import InputError, Place, UsageError
from oe_quality.results import Json

if TYPE_CHECKING:
    import polars as pl

    from oe_quality.analysis.annotators.messages import Message, Messages
    from oe_quality.store.journal import Sent

KINDS = ("pause", "ask", "coach", "thank")
TABLES = (".csv", ".xlsx")
"""Of files of letters that are tables."""


@click.command()
@store_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="PLACE",
    help="FILE.csv, .xlsx, .json, or a folder: a Markdown file each.",
)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="These letters alone.")
@click.option("--new", is_flag=True, help="Leave out whom the journal says to have had a letter of the same kind.")
@click.option(
    "--sent",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Note that the letters in FILE (.csv, .xlsx, .json) went out.",
)
@click.option("--wrote", metavar="ANNOTATOR", help="Record that somebody was written or spoken to, with --about.")
@click.option("--about", default="", metavar="TEXT", help="What that was about.")
@click.option("--journal", "show_journal", is_flag=True, help="List who was written to, when and about what.")
@click.option("--texts", is_flag=True, help="Print every sentence of the letters and the rule that carries it.")
@click.option("--question", help="The question on which skill rests.  [default: as in oeq annotators]")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Settings.  [default: oeq.toml, found]")
@click.option("--force", is_flag=True, help="Replace the output if it is there.")
@seed_option
@output_options
def messages(
    db: Path,
    output: Path | None,
    sent: Path | None,
    wrote: str | None,
    about: str,
    show_journal: bool,
    texts: bool,
    fmt: str,
    quiet: bool,
    verbose: bool,  # noqa: ARG001 (every command takes it; there is no more to say here)
    **drafting: Any,
) -> None:
    """Draft a letter to every annotator: thanks, coaching with items to look at, questions, a pause. Nothing is sent.

    The drafts hold user names: they are for you alone. What you send, record with --sent; later comparisons then say
    what came of it.
    """
    if texts:
        emit(_Texts(), fmt, name="texts")
    elif show_journal:
        _journal(db, fmt)
    elif sent is not None or wrote is not None:
        _record(db, sent, wrote, about, quiet=quiet)
    else:
        _draft(db, output, fmt, quiet=quiet, **drafting)


def _draft(
    db: Path,
    output: Path | None,
    fmt: str,
    *,
    quiet: bool,
    kinds: tuple[str, ...],
    new: bool,
    question: str | None,
    config_file: Path | None,
    force: bool,
    seed: int,
) -> None:
    from oe_quality.analysis.annotators.messages import messages
    from oe_quality.config import find_config, read_config
    from oe_quality.store import open_store

    config = read_config(config_file) if config_file else find_config(Path.cwd())
    if output is not None:
        _refuse_early(output, db, force=force)
    with open_store(db) as store:
        found = messages(store, question, config, seed, progress_bar(quiet=quiet))
    found = _chosen(found, kinds, new=new)
    if output is None:
        emit(found, fmt, view=_view(found), title="Letters")
        talk("-o messages.csv writes them whole; -o letters (a folder) writes one file a person.", quiet=quiet)
        return
    _write(found, output, force=force)
    counts = ", ".join(f"{sum(it.kind.value == kind for it in found.messages):,} {kind}" for kind in KINDS)
    talk(
        f"wrote {len(found.messages):,} letters ({counts}) to {output}; they hold user names, for you alone",
        quiet=quiet,
    )


def _chosen(found: Messages, kinds: tuple[str, ...], *, new: bool) -> Messages:
    """The letters that are wanted."""
    from dataclasses import replace

    kept = [it for it in found.messages if not kinds or it.kind.value in kinds]
    return replace(found, messages=tuple(it for it in kept if not new or it.last_kind != it.kind.value))


def _view(found: Messages) -> pl.DataFrame:
    """What fits a terminal: one line per letter."""
    import polars as pl

    rows = [
        (it.alias, it.name, it.kind.value, "; ".join(it.about), len(it.items), it.last_kind, it.last_sent)
        for it in found.messages
    ]
    columns: dict[str, Any] = {
        "annotator": pl.String, "name": pl.String, "kind": pl.String, "about": pl.String, "items": pl.Int64,
        "last letter": pl.String, "sent": pl.Datetime("us"),
    }  # fmt: skip
    view = pl.DataFrame(rows, schema=columns, orient="row").with_columns(pl.col("sent").dt.strftime("%Y-%m-%d"))
    return view.drop(name for name in ("name", "last letter", "sent") if view[name].null_count() == view.height)


def _refuse_early(output: Path, db: Path, *, force: bool) -> None:
    """Stop before computing where the output cannot be written."""
    from oe_quality.cli.leaving import refuse_table
    from oe_quality.files import refuse_to_overwrite, refuse_to_replace_folder

    if output.suffix in TABLES:
        refuse_table(output, force=force, inputs=[db])
    elif output.suffix == ".json":
        refuse_to_overwrite(output, force=force, inputs=[db])
    elif output.suffix:
        raise UsageError(
            f"{output.name} is neither a .csv, an .xlsx nor a .json",
            remedy="A name without an ending makes a folder of Markdown.",
        )
    else:
        refuse_to_replace_folder(output, force=force, inputs=[db])


def _write(found: Messages, output: Path, *, force: bool) -> None:
    from oe_quality.cli.leaving import write_table
    from oe_quality.files import whole, whole_folder
    from oe_quality.sums import write_sums

    if not output.suffix:
        with whole_folder(output, force=force) as folder:
            for message in found.messages:
                # A pseudonym is safe as the name of a file; an id, where people are called by it, may not be.
                (folder / f"{_as_file(message.alias)}.md").write_text(_page(message), encoding="utf-8")
            write_sums(folder)
        output.chmod(0o700)
        return
    if output.suffix in TABLES:
        write_table(found.frame(), output, force=force)
    else:
        with whole(output, force=force) as file:
            text = json.dumps(found.to_dict(), ensure_ascii=False, allow_nan=False, indent=2)
            file.write_text(text + "\n", encoding="utf-8")
    output.chmod(0o600)


def _as_file(alias: str) -> str:
    import re

    return re.sub(r"[^\w-]", lambda odd: f"%{ord(odd[0]):x}", alias)[:100]


def _page(message: Message) -> str:
    """One letter and what stands behind it, as Markdown; free text from data becomes no markup."""
    from oe_quality.plaintext import visible

    def plain(text: str) -> str:
        return "".join(f"\\{c}" if c in "\\`*_[]<>#|~!" else c for c in visible(text))

    who = message.alias if message.name is None else f"{message.name} ({message.alias})"
    lines = [f"# {message.kind.value.capitalize()}: {plain(who)}", "", *_letter(message.text), ""]
    if message.items:
        lines += ["## What it names", ""]
        for one in message.items:
            where = f" <{one.url}>" if one.url else ""
            said = f"{', '.join(one.own)}; the others: {', '.join(one.others)}"
            lines.append(f"- {plain(one.item)}{where}: {plain(said)}")
        lines.append("")
    if message.evidence:
        lines += ["## What stands behind it (for you)", "", *(f"- {plain(text)}" for text in message.evidence), ""]
    if message.last_sent is not None:
        lines += [f"Last letter: {message.last_kind}, {message.last_sent:%Y-%m-%d}.", ""]
    return "\n".join(lines)


def _letter(text: str) -> list[str]:
    """The lines of a letter as they are to be read."""
    from oe_quality.plaintext import visible

    return [visible(line) for line in text.split("\n")]


class _Texts:
    """The sentences as a result: name, sentence, rule."""

    def frame(self) -> pl.DataFrame:
        import polars as pl

        from oe_quality.analysis.annotators.wording import SENTENCES

        return pl.DataFrame(
            [(name, it.text, it.rule) for name, it in SENTENCES.items()],
            schema={"name": pl.String, "sentence": pl.String, "rule": pl.String},
            orient="row",
        )

    def to_dict(self) -> Json:
        return {"schema": "oeq.sentences/1", "sentences": self.frame().to_dicts()}


class _Journal:
    """The journal as a result."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self._rows = rows

    def frame(self) -> pl.DataFrame:
        return self._rows

    def to_dict(self) -> Json:
        from oe_quality.results import to_json

        return {"schema": "oeq.journal/1", "journal": [to_json(row) for row in self._rows.to_dicts()]}


def _journal(db: Path, fmt: str) -> None:
    from oe_quality.store import open_store

    with open_store(db) as store:
        rows = store.journal().drop("annotator")
    emit(_Journal(rows), fmt, title="Who was written to")


def _record(db: Path, sent: Path | None, wrote: str | None, about: str, *, quiet: bool) -> None:
    """Write into the journal what went out."""
    from oe_quality.cli.exclude import found
    from oe_quality.store import open_store
    from oe_quality.store.journal import Sent

    with open_store(db, read_only=False) as store:
        if wrote is not None:
            person = found(store, wrote, quiet=quiet)
            store.record_sent([Sent(f"pseudonym:{person.alias}", "word", about)])
            talk(f"noted: a word with {person.words}", quiet=quiet)
        if sent is not None:
            n = store.record_sent(_read_sent(sent))
            talk(f"noted: {n:,} letters went out", quiet=quiet)


def _as_csv(file: Path) -> bytes:
    """The first sheet of a workbook."""
    from oe_quality.readers.text.workbook import sheets_of

    raw = file.read_bytes()
    return next(sheets_of(raw, raw, str(file))).content


def _read_sent(file: Path) -> list[Sent]:
    """The letters of a file that `oeq messages -o` wrote, perhaps with fewer rows.

    Raises:
        InputError: it cannot be read, or is no such file.
    """
    import polars as pl

    from oe_quality.store.journal import Sent

    try:
        if file.suffix == ".json":
            rows = json.loads(file.read_text(encoding="utf-8"))["messages"]
            return [Sent(f"pseudonym:{row['alias']}", row["kind"], "; ".join(row["about"])) for row in rows]
        content = _as_csv(file) if file.suffix == ".xlsx" else file.read_bytes()
        table = pl.read_csv(content, infer_schema=False).fill_null("")
        letters = table.select("pseudonym", "kind", "about").rows()
        return [Sent(f"pseudonym:{who}", kind, about) for who, kind, about in letters]
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", place=Place(str(file))) from None
    except (ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        raise InputError(
            "this is no table of letters",
            place=Place(str(file)),
            remedy="Give a .csv, .xlsx or .json that `oeq messages -o` wrote; a folder of letters is for reading only.",
        ) from None
