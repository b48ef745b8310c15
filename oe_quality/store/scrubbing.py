"""The last gate before the file: every text of an export, scrubbed of what is never stored.

Readers scrub what they know to be free text; here all of it passes once more, whoever made the export. Names in
which a reader has replaced an address carry a mark of the address; it becomes a digest under the user's key, so
that nobody who guesses the address can tell by the digest that the guess is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import polars as pl

from oe_quality.disguised import addresses, of_addresses
from oe_quality.keys import Key
from oe_quality.plaintext import visible
from oe_quality.privacy import MARK, cleaned, cleaned_all, cleaned_lists, pseudonym, scrub
from oe_quality.readers.rows import Export
from oe_quality.scales import Question

DIGITS = 12
"""Hexadecimal digits of a digest: 48 bits tell the people of any study apart."""
UNKEYED = re.compile(r"\bmail-([0-9a-f]{12})\b")
"""How version 0.1 wrote the digest of an address, which anyone could compute."""
PURPOSE = "address"
_MARKED = re.compile(rf"(mail|ip|hash){MARK}([0-9a-f]{{12}})")


def scrubbed(export: Export, find_key: Callable[[], Key]) -> Export:
    """The export with nothing in it that must not be stored.

    Args:
        export: what a reader made of a file.
        find_key: gives the user's key; asked only where something was found in a name.
    """
    name = naming(find_key)

    def clean(responses: pl.DataFrame) -> pl.DataFrame:
        named = {"item": name, "annotator": name, "question": scrub, "occasion": name}
        return _labels(_frame(responses, named))

    export = export.through(clean)
    gold = _frame(export.gold, {"item": name, "question": scrub})
    return replace(
        export,
        file=scrub(visible(export.file)),
        questions=tuple(map(question, export.questions)),
        gold=_labels(gold),
        items=_attributes(export.items, name),
        annotators=_attributes(export.annotators, name),
        item_rows=_frame(export.item_rows, {"item": name, "row": scrub}),
        annotator_names={name(key): known for key, known in export.annotator_names.items()},
        rejects=_frame(export.rejects, {"column": scrub, "reason": scrub}),
        remarks=tuple(scrub(visible(remark)) for remark in export.remarks),
    )


def naming(find_key: Callable[[], Key]) -> Callable[[str], str]:
    """How a name of an item or a person is cleaned under a key, which is asked for at the first finding."""

    @cache
    def token(kind: str, digest: str) -> str:
        return keyed(find_key(), kind, digest)

    def clean(name: str) -> str:
        return _MARKED.sub(lambda found: token(found[1], found[2]), pseudonym(name))

    return clean


def keyed(key: Key, kind: str, digest: str) -> str:
    """What stands for an address in a name, such as `mail-0123456789ab`."""
    return f"{kind}-{key.digest(PURPOSE, digest).hex()[:DIGITS]}"


def rekeyed(key: Key, name: str) -> str:
    """A name as version 0.1 stored it, with digests under the key."""
    return UNKEYED.sub(lambda found: keyed(key, "mail", found[1]), name)


def question(asked: Question) -> Question:
    """The question without addresses in its name, labels and words."""
    return replace(
        asked,
        name=scrub(asked.name),
        labels=cleaned_all(asked.labels, scrub),
        codes=tuple(scrub(code) for code in asked.codes),
    )


def _frame(frame: pl.DataFrame, columns: dict[str, Callable[[str], str]]) -> pl.DataFrame:
    here = {name: clean for name, clean in columns.items() if frame.schema.get(name) == pl.String}
    return frame.with_columns(cleaned(frame[name], clean).alias(name) for name, clean in here.items())


def _attributes(frame: pl.DataFrame, name: Callable[[str], str]) -> pl.DataFrame:
    """Attributes of items or people; a number is an IP address where the attribute's name says so."""
    named = [known for known in frame["name"].drop_nulls().unique() if of_addresses(known)]
    if named:
        written = pl.when(pl.col("name").is_in(named)).then(addresses(frame["value"])).otherwise("value")
        frame = frame.with_columns(written.alias("value"))
    return _frame(frame, {"key": name, "name": scrub, "value": scrub})


def _labels(frame: pl.DataFrame) -> pl.DataFrame:
    if frame.schema.get("labels") != pl.List(pl.String):
        return frame
    return frame.with_columns(cleaned_lists(frame["labels"], scrub))
