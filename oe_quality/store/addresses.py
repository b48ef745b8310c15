"""Under which key a store digests addresses in names: one for as long as it lives.

People may be called anew by another key, but a digest under another key would make a second person, and a second
item, of the same address. So the first key stays in use for it, and is looked for among the keys of the user.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from oe_quality.errors import UsageError
from oe_quality.keys import Key, kept_key, other_keys
from oe_quality.store.database import Database
from oe_quality.store.naming import naming_of


def address_sign(database: Database) -> str:
    """Which key digests addresses here; empty while none does."""
    row = database.row("query/address_key")
    return row[0] if row else ""


def address_key(database: Database, find: Callable[[], Key]) -> Key:
    """The key that digests addresses in this store: the one that did before, else the key here.

    Args:
        database: of the store; find: gives the key here.

    Raises:
        UsageError: addresses here were digested under a key that is not at hand.
    """
    row = database.row("query/address_key")
    if row is None:
        called = naming_of(database)
        return called.key if called and called.key else find()
    sign, secret = row
    if secret is not None:
        return kept_key(secret)
    here = find()
    for key in (here, *other_keys()):
        if key.sign == sign:
            return key
    raise UsageError(
        f"ids in this store that are addresses are known under the key {sign}, which is not at hand: with the key here "
        f"({here.sign}) the same people would be taken for others",
        remedy="Bring that key here once with oeq key --import FILE, and then the present one again: what was yours is "
        "kept and found. Or load this file into a store of its own.",
    )


def keep_address_key(database: Database, key: Key) -> None:
    """Remember which key digests addresses here, if nothing is remembered yet; call it within a transaction."""
    if database.row("query/address_key") is None:
        secret = key.secret.decode() if key.kept else None
        now = datetime.now(UTC).replace(tzinfo=None)
        database.run("keep/add_address_key", sign=key.sign, secret=secret, decided_at=now)
