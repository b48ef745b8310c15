"""`oeq exclude` and `oeq include`: who is left out of results, decided by a person and recorded."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oe_quality.cli.common import store_argument, talk
from oe_quality.errors import UsageError

if TYPE_CHECKING:
    from oe_quality.analysis.annotators.record import Record
    from oe_quality.store import Store
    from oe_quality.store.people import Person


@click.command()
@store_argument
@click.argument("annotator")
@click.option("--reason", required=True, help="Why; it is kept, and shown with every later result.")
@click.option("--yes", is_flag=True, help="Do not ask, whatever their record is.")
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
def exclude(db: Path, annotator: str, reason: str, yes: bool, quiet: bool) -> None:
    """Leave ANNOTATOR (a pseudonym such as otter-307, an id or a user name) out of later results.

    Nothing is deleted, and oeq include takes them back in. Who has few answers or a good record is asked about once.
    """
    from oe_quality.store import open_store

    with open_store(db, read_only=False) as store:
        person = found(store, annotator, quiet=quiet)
        if not (yes or person.excluded):
            _ask(store, person)
        store.exclude(person.alias, reason)
    talk(
        f"{person.words} is left out of results from now on; oeq include {db} {person.alias} takes them back in",
        quiet=quiet,
    )


@click.command()
@store_argument
@click.argument("annotator")
@click.option("--reason", default="", help="Why; it is kept.")
@click.option("--yes", is_flag=True, help="Do not ask, however few their answers are.")
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
def include(db: Path, annotator: str, reason: str, yes: bool, quiet: bool) -> None:
    """Take ANNOTATOR (a pseudonym such as otter-307, an id or a user name), who was excluded, back into results.

    Who has few answers, by which nobody can be judged either way, is asked about once.
    """
    from oe_quality.store import open_store

    with open_store(db, read_only=False) as store:
        person = found(store, annotator, quiet=quiet)
        if person.excluded and not yes:
            _ask_back(store, person)
        store.include(person.alias, reason)
    talk(f"{person.words} is part of results again", quiet=quiet)


def found(store: Store, who: str, *, quiet: bool = False) -> Person:
    """Whom an argument stands for; says so where it is what they were called before."""
    person = store.person(who)
    if person.former:
        talk(f"{person.former} is called {person.words} in this store now", quiet=quiet)
    return person


def _ask(store: Store, person: Person) -> None:
    """Ask once where the record speaks against it.

    Raises:
        UsageError: nobody can be asked, as in a script.
    """
    doubt = _record(store, person).doubt
    if doubt:
        _confirmed(f"{person.words} was not left out: {doubt}", f"{person.words}: {doubt}. Leave them out?")


def _ask_back(store: Store, person: Person) -> None:
    """Ask once where somebody is taken back who has few answers; says since when and why they are out.

    Raises:
        UsageError: nobody can be asked, as in a script.
    """
    from oe_quality.store.panel import Decision

    it = _record(store, person)
    if it.few:
        rows = store.annotators().filter(alias=person.alias).select("alias", "reason", "excluded_at").rows()
        out = "; ".join(f"left out: {Decision(*row).words}" for row in rows)
        _confirmed(
            f"{person.words} was not taken back: {it.doubt} ({out})",
            f"{person.words}, {out}: {it.doubt}. Take them back?",
        )


def _record(store: Store, person: Person) -> Record:
    from oe_quality.analysis.annotators.record import record
    from oe_quality.config import find_config

    return record(store, person.alias, find_config(Path.cwd()))


def _confirmed(refused: str, asked: str) -> None:
    """Go on only if somebody says yes.

    Raises:
        UsageError: nobody can be asked.
    """
    if not _answerable():
        raise UsageError(refused, remedy="If you are sure, say so with --yes.")
    click.confirm(asked, abort=True, err=True)


def _answerable() -> bool:
    """Whether somebody sits there who can answer."""
    return sys.stdin is not None and sys.stdin.isatty()
