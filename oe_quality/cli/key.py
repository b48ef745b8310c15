"""`oeq key`: the secret that pseudonyms are made with: shown, moved, replaced."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oe_quality.cli.common import say, talk
from oe_quality.errors import InputError, UsageError

if TYPE_CHECKING:
    from oe_quality.keys import Key


@click.command()
@click.argument("db", type=click.Path(path_type=Path), required=False)
@click.option("--rename", is_flag=True, help="Call everybody in DB anew, by pseudonyms of the key here.")
@click.option("--reveal", is_flag=True, help="Print the secret itself, for another machine of yours.")
@click.option("--export", "target", type=click.Path(path_type=Path), metavar="FILE", help="Copy the key to a new file.")
@click.option("--import", "source", metavar="FILE", help='Take the key in FILE ("-": standard input) as yours.')
@click.option("--new", is_flag=True, help="Make a new key yours.")
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
def key(
    db: Path | None, rename: bool, reveal: bool, target: Path | None, source: str | None, new: bool, quiet: bool
) -> None:
    """Say which key makes the pseudonyms here, without telling it; with DB, also which key made those in the store.

    The key is made once for you and kept in your folder of settings, readable by you alone. Whoever has it and a
    list of ids can tell who is who, and without it nobody can. The same key calls the same person the same in every
    store. What --import and --new replace is kept beside it. The variable OEQ_KEY and the settings' [people] come
    before your own key.
    """
    from oe_quality.config import find_config
    from oe_quality.keys import find_key

    if sum([rename, reveal, target is not None, source is not None, new]) > 1:
        raise UsageError("one thing at a time", remedy="Give one of --rename, --reveal, --export, --import, --new.")
    if rename and db is None:
        raise UsageError("--rename needs the store", remedy="Name it: oeq key DB --rename")
    if source is not None or new:
        _replace(source, quiet=quiet)
        return
    found = find_key(find_config(Path.cwd()).people)
    if rename:
        assert db is not None
        _rename(db, found, quiet=quiet)
    elif reveal:
        click.echo(found.secret.decode("utf-8", "replace"))
    elif target is not None:
        _export(found, target, quiet=quiet)
    else:
        _show(found, db)


def _show(found: Key, db: Path | None) -> None:
    where = "there is no place for a key of yours on this machine; each store keeps one" if found.kept else found.origin
    say(f"key {found.sign}: {where}" if not found.kept else where)
    if db is None:
        return
    from oe_quality.store import open_store

    with open_store(db) as store:
        sign = store.sign
    if not sign:
        say(f"{db} calls nobody by a keyed pseudonym")
    else:
        say(f"{db}: pseudonyms of key {sign}" + ("" if sign == found.sign else ", which is not the key here"))


def _rename(db: Path, found: Key, *, quiet: bool) -> None:
    from oe_quality.store import open_store

    with open_store(db, read_only=False) as store:
        changed = store.rename(found)
        known = store.address_sign
    talk(f"{changed:,} people are called anew; what they were called before still finds them", quiet=quiet)
    if known not in ("", found.sign):
        talk(f"ids that are addresses stay known under the key {known}: keep it for the files to come", quiet=quiet)


def _export(found: Key, target: Path, *, quiet: bool) -> None:
    from oe_quality.keys import write_private

    try:
        write_private(target, found)
    except FileExistsError:
        raise UsageError(f"{target} exists", remedy="Give another name.") from None
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror}", remedy="Choose another place.") from None
    talk(f"wrote the key to {target}, readable by you alone", quiet=quiet)


def _replace(source: str | None, *, quiet: bool) -> None:
    """Make another key the user's own; the former one stays beside it under the day's name."""
    from oe_quality.keys import UNTIL, fresh_key, own_place, write_private

    place = own_place()
    fresh = fresh_key(str(place)) if source is None else _read(source)
    before = None
    try:
        if place.exists():
            before = place.with_name(f"{place.name}{UNTIL}{datetime.now(UTC):%Y-%m-%dT%H%M%S.%f}")
            place.rename(before)
        write_private(place, fresh)
    except OSError as error:
        if before is not None:
            before.rename(place)
        raise UsageError(f"cannot write {place}: {error.strerror}", remedy="Give the key in OEQ_KEY instead.") from None
    kept = f"; the former one is kept as {before.name}" if before else ""
    talk(f"your key is {fresh.sign} from now on{kept}", quiet=quiet)


def _read(source: str) -> Key:
    from oe_quality.keys import Key

    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {source}: {error.strerror}") from None
    return Key(data.strip(), source)
