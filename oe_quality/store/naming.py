"""What people are called in a store: by pseudonyms made with one key, given once and kept.

A store of pseudonyms belongs to one key. Newcomers under another would be called otherwise than in every other
store of theirs, so that is refused until somebody decides it (`name_anew`); nobody's former pseudonym is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from oe_quality.errors import UsageError
from oe_quality.keys import Key, kept_key
from oe_quality.pseudonyms import called
from oe_quality.store.database import Database

KEYED, OWN = "keyed", "own"


@dataclass(frozen=True, slots=True)
class Naming:
    """How a store calls people.

    Attributes:
        kind: by pseudonyms of a key, or by their own ids.
        sign: of that key; empty for own ids.
        key: the key itself where the store keeps it.
    """

    kind: str
    sign: str
    key: Key | None


def naming_of(database: Database) -> Naming | None:
    """How people are called, None while nobody is in the store or they still have numbers of an older version."""
    row = database.row("query/naming")
    return None if row is None else Naming(row[0], row[1], None if row[2] is None else kept_key(row[2]))


def name_newcomers(database: Database, find: Callable[[], Key], own_ids: bool) -> pl.DataFrame:
    """Aliases for the annotators of the registered frame `incoming_annotator` whom the store does not know.

    Args:
        database: within a transaction.
        find: gives the key, and is asked only if one is needed.
        own_ids: whether a store without anybody calls people by their ids.

    Returns:
        key, alias.

    Raises:
        UsageError: the pseudonyms of this store were made with another key.
    """
    keys = database.frame("ingest/newcomers")["key"]
    found = naming_of(database)
    if not len(keys):
        return _aliases({})
    if own_ids if found is None else found.kind == OWN:
        if found is None:
            _decide(database, OWN, None)
        return _aliases({key: key for key in keys})
    key = found.key if found and found.key else find()
    if found is None:
        _decide(database, KEYED, key)
    elif found.sign != key.sign:
        raise _other_key(found, key)
    texts = database.frame("query/called")
    taken = texts.filter(pl.col("how").is_in(["alias", "former"]))["text"]
    incoming = database.frame("ingest/incoming_names")["text"]
    ids = pl.concat([texts.filter(pl.col("how").is_in(["id", "name"]))["text"], incoming])
    return _aliases(called(key, keys, taken=taken, ids=ids))


def name_anew(database: Database, key: Key, now: datetime | None = None) -> int:
    """Call everybody by pseudonyms of this key; what they were called before still finds them. Returns how many
    are called otherwise than before.

    Call it within a transaction.
    """
    people = database.frame("query/people")
    texts = database.frame("query/called")
    ids = texts.filter(pl.col("how").is_in(["id", "name"]))["text"]
    renamed = _aliases(called(key, people["annotator"], ids=ids))
    with database.given(renamed=renamed):
        database.run("keep/add_former_aliases", until=now or _now())
        database.run("keep/update_aliases")
    database.run("keep/drop_naming")
    if len(people):
        _decide(database, KEYED, key)
    changed = people.select(key="annotator", before="alias").join(renamed, on="key")
    return int((changed["before"] != changed["alias"]).sum())


def _decide(database: Database, kind: str, key: Key | None) -> None:
    secret = key.secret.decode() if key and key.kept else None
    database.run("keep/add_naming", kind=kind, sign=key.sign if key else "", secret=secret, decided_at=_now())


def _other_key(found: Naming, key: Key) -> UsageError:
    return UsageError(
        f"the people in this store are called by pseudonyms of the key {found.sign}, and the key here is {key.sign} "
        f"({key.origin})",
        remedy="Bring the store's key here (oeq key --import FILE, or the variable OEQ_KEY), or call everybody anew "
        "with the key here: oeq key DB --rename. Old pseudonyms will still find their person.",
    )


def _aliases(made: dict[str, str]) -> pl.DataFrame:
    columns = {"key": list(made), "alias": list(made.values())}
    return pl.DataFrame(columns, schema={"key": pl.String, "alias": pl.String})


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
