"""An outsider who has the list of ids looks for people in all that a study leaves behind and sends out.

    python tests/attack/run.py --kind outsider --count 20

Identities are planted in every field of an export and in the names of its files. What is never stored is looked for in
every byte of the store; names and phone numbers, by which people are known in it, in all that leaves it. Then the
outsider guesses: digests of every id in the usual ways, and that pseudonyms follow an order of the ids.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from base import Job, Outcome, Tally, call_each

NEVER = (
    "anna.lund@mail.example",
    "j\u00f6rg@b\u00fccher.example",
    "jane(at)post.example",
    "203.0.113.77",
    "fe80::1ff:fe23:4567:890a",
    "2001:db8:85a3::8a2e:370:7334",
    "$2b$12$KIXQJ1abcdefghijklmnopqrstuvwxyzABCDE",
    "pbkdf2_sha256$600000$salt$aGFzaGhhc2g",
)
"""Never stored, in no form."""
KNOWN = ("bjarne_k", "chloe.dupont", "49301234567", "Zoe Ainsworth", "mturk-A1B2C3D4")
"""People's ids in the store, and nowhere else."""
SPOKEN = tuple(who for who in KNOWN if not who.isdecimal())
"""What others call them in free text; a number there is refused, for it may be anything."""
ABOUT = (
    *("speaker@clips.example", "198.51.100.23", "2001:db8::5:1f", "$1$saltsalt$abcdefghijklmnop"),
    *("dora%2540clips.example", "b3R0b0BjbGlwcy5leGFtcGxl", "203.000.113.005", "0xCB.0x00.0x71.0x05"),
)
"""Never stored either; of people who are spoken of, and answer nothing."""
IDS = (*NEVER, *KNOWN)
ITEMS = 12
LETTERS = "letters"
ABOUT_PEOPLE = ("exclude", "messages")
"""Verbs that answer by the name that was typed, and to its keeper alone."""
TOOLS = ("label-studio", "potato", "prodigy", "argilla", "doccano")
SECRET = "the key number {} of an outsider's attack"
RELEASE = ("--version", "1.0.0", "--license", "CC0-1.0", "--method", "majority", "-q")


@dataclass(frozen=True)
class Left:
    """Something that a study leaves behind or sends out.

    Attributes:
        name: what it is called; content: its text.
        leaves: whether it leaves the store, so that nobody's id may stand in it.
    """

    name: str
    content: str
    leaves: bool


COLUMNS = (
    *("item", "annotator", "mood", "remark", "recorded by", "seconds", "at", "platform", "status", "occasion", "why"),
)
ROLES = {
    "--item-attribute": "recorded by",
    "--annotator-attribute": "platform",
    "--duration": "seconds",
    "--time": "at",
    "--status": "status",
    "--occasion": "occasion",
    "--reason": "why",
}
"""Options that name a column, and the column."""


def export(folder: Path) -> Path:
    """An export in which identities stand everywhere, also in its own name."""
    draw = random.Random(5)
    path = folder / f"answers of {NEVER[0]} and {KNOWN[0]}.csv"
    lines = [",".join(f'"{name}"' for name in COLUMNS)]
    for item in range(ITEMS):
        about = ABOUT[item % len(ABOUT)]
        for who in IDS:
            remark = f"ask {draw.choice(NEVER)} or +49 30 1234567 or {draw.choice(SPOKEN)}"
            cells = (
                *(f"clips/{about}/{item}.wav", who, draw.choice(["sad", "glad"]), remark, about, str(item + 2)),
                *(f"2024-05-{item + 1:02d}T10:00:{IDS.index(who):02d}", f"shared by {draw.choice(NEVER)}", "done"),
                *(f"with {draw.choice(NEVER)}", f"{draw.choice(NEVER)} told me so"),
            )
            lines.append(",".join(f'"{cell}"' for cell in cells))
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def gold(folder: Path) -> Path:
    """Known answers, in a file whose name tells of somebody too."""
    path = folder / f"gold by {NEVER[2]} of {ABOUT[0]}.csv"
    lines = [f'"clips/{ABOUT[item % len(ABOUT)]}/{item}.wav",mood,sad' for item in range(4)]
    path.write_text("\n".join(["item,question,gold", *lines, ""]), encoding="utf-8")
    return path


def jobs(folder: Path, out: Path, *, whole: bool) -> list[Job]:
    """All that a study makes; without the pages and queues where it is not to be the `whole`."""
    db = folder / "q.duckdb"
    load = ["load", db, export(folder), "--label", "mood", "--label", "remark", "--scale", "remark=text", "-v"]
    release = ["release", db, "-o", out / "v1", "--with-text", *RELEASE]
    made: list[Job] = [[*load, *(word for pair in ROLES.items() for word in pair)]]
    if not whole:
        return [*made, [*release, "--no-report"]]
    return [
        *made,
        ["gold", db, "add", gold(folder), "--question", "mood", "--by", f"{SPOKEN[0]}, {NEVER[0]}"],
        *printed(db),
        ["exclude", db, KNOWN[0], "--reason", f"{NEVER[0]} says that {SPOKEN[1]} left", "--yes"],
        ["messages", db, "--wrote", KNOWN[1], "--about", f"{NEVER[0]} and {SPOKEN[0]}"],
        release,
        ["report", db, "-o", out / "page.html"],
        ["check", db, "--min-alpha", "mood=0.99", "--junit", out / "outcome.xml"],
        ["aggregate", db, "--question", "mood", "-o", out / "labels.csv"],
        *(["relabel", db, "--question", "mood", "--to", tool, "-o", out / f"queue {tool}"] for tool in TOOLS),
        ["relabel", db, "--question", "mood", "--to", "csv", "-o", out / "queue.csv"],
        # Letters name people to whom they go, and are for the maintainer alone.
        ["messages", db, "-o", out / LETTERS],
        ["run", folder / export(folder).name, "-o", out / "run", "--label", "mood", "-q"],
    ]


def printed(db: Path) -> list[Job]:
    """Everything that prints a table, in two forms."""
    verbs: tuple[tuple[str, ...], ...] = (
        *(("agreement",), ("agreement", "--pairs"), ("agreement", "--labels"), ("annotators",)),
        *(("annotators", "--triage"), ("aggregate", "--no-save"), ("relabel", "--question", "mood"), ("plan",)),
        *(("gold", "contested", "--question", "mood"), ("gold", "split", "--by", "recorded by", "--question", "mood")),
    )
    words = [[verb, db, *more, "--format", form] for verb, *more in verbs for form in ("csv", "json")]
    # What a verb of gold does stands after the store.
    return [["info", db], ["info", db, "--format", "json"], ["methods", db], *words]


def behind(folder: Path, out: Path, said: Sequence[tuple[str, str]]) -> Iterator[Left]:
    """All that is left behind: the store's bytes and rows, files, and what was printed."""
    import duckdb
    import polars as pl

    store = folder / "q.duckdb"
    yield Left(
        "the store's bytes", store.read_bytes().decode("latin-1") + store.read_bytes().decode("utf-8", "ignore"), False
    )
    with duckdb.connect(str(store), read_only=True) as raw:
        for (table,) in raw.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            yield Left(f"the store's table {table}", str(raw.table(table).fetchall()), False)
    for name, text in said:
        yield Left(name, text, True)
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        leaves = not name.startswith(LETTERS) and path.suffix != ".duckdb"
        yield Left("the name of a file", name, leaves)
        if path.suffix == ".parquet":
            yield Left(name, str(pl.read_parquet(path).to_dicts()), leaves)
        elif path.is_file():
            yield Left(name, path.read_text(encoding="utf-8", errors="replace"), leaves)


def digests(who: str) -> Iterator[str]:
    """What somebody would make of an id who hides it and has no secret."""
    for text in {who, who.casefold(), who.strip()}:
        raw = text.encode()
        for make in (hashlib.md5, hashlib.sha1, hashlib.sha224, hashlib.sha256, hashlib.sha512, hashlib.blake2b):
            yield make(raw).hexdigest()[:10]
        yield base64.b64encode(raw).decode()[:12]
        yield f"{zlib.crc32(raw):08x}"
        yield raw[::-1].decode("utf-8", "ignore")


def found_in(text: str) -> Iterator[tuple[str, str]]:
    """Every id that stands in a text, as it is or in a digest: id, how."""
    plain = text.casefold()
    for who in (*IDS, *ABOUT):
        if who.casefold() in plain:
            yield who, "as it is"
        if any(digest.casefold() in plain for digest in digests(who) if len(digest) >= 8):
            yield who, "in a digest without a key"


def in_place(folder: Path, out: Path, secret: str) -> dict[str, int]:
    """For each table that names people and each order of the ids: how many pseudonyms stand where their person would.

    Only the keeper of the secret can tell who is who.
    """
    import polars as pl

    from oe_quality.pseudonyms import Key, pseudonyms
    from oe_quality.store import open_store

    with open_store(folder / "q.duckdb") as store:
        ids = store.annotators()["annotator"].to_list()
    person = {alias: who for who, alias in pseudonyms(Key(secret.encode()), ids).items()}
    orders = {"name": sorted(ids), "name, backwards": sorted(ids, reverse=True), "arrival": ids}
    found = {}
    for path in sorted((out / "v1" / "data").glob("*.parquet")):
        frame = pl.read_parquet(path)
        if "annotator" in frame.columns:
            seen = [person[alias] for alias in frame["annotator"].unique(maintain_order=True)]
            for order, guessed in orders.items():
                found[f"{path.stem} by {order}"] = sum(map(str.__eq__, seen, guessed))
    return found


def search(folder: Path, out: Path, ended: Sequence[tuple[str, Outcome]]) -> str:
    """Look for people in what calls have made and printed; one finding a line."""
    # What was typed is said again to who typed it: names of files, and who is meant.
    from oe_quality.privacy import scrub

    typed = [name for path in folder.glob("*.csv") for name in (path.name, scrub(path.name))]
    said = [(f"what {name} prints", _without(f"{done.out}{done.err}", typed)) for name, done in ended]
    return "\n".join(
        f"{how}: {who} in {left.name}"
        for left in behind(folder, out, said)
        for who, how in found_in(left.content)
        if left.leaves or who not in KNOWN or how != "as it is"
    )


def _without(text: str, typed: Sequence[str]) -> str:
    for name in typed:
        text = text.replace(name, "")
    return text


def attack(count: int, seed: int) -> Tally:
    """Make the study once in whole, then under other keys, and look for people in each."""
    tally = Tally()
    placed: Counter[str] = Counter()
    for number in range(max(count, 2)):
        secret = SECRET.format(seed + number)
        with tempfile.TemporaryDirectory() as scratch:
            folder, out = Path(scratch) / "in", Path(scratch) / "out"
            folder.mkdir()
            out.mkdir()
            made = jobs(folder, out, whole=number == 0 and count > 2)
            os.environ["OEQ_KEY"] = os.environ["OEQ_PSEUDONYM_KEY"] = secret
            ended = call_each(made)
            named = [
                (f"oeq {' '.join(map(str, (job[0], *job[2:4])))}", done)
                for job, done in zip(made, ended, strict=True)
                if not callable(job) and job[0] not in ABOUT_PEOPLE and "--by" not in job[:7]
            ]
            for name, done in named:
                tally.judge(f"{name} (key {number})", done)
                if done.status not in (0, 1):
                    tally.note("calls that end badly", name, done)
            looked, counted = call_each([partial(search, folder, out, named), partial(_told, folder, out, secret)])
            for line in filter(None, [*looked.out.splitlines(), looked.err]):
                tally.note("people found", line)
            if counted.status:
                tally.note("orders that could not be looked at", name, counted)
            else:
                placed.update(json.loads(counted.out))
    for what, hits in sorted(placed.items()):
        if hits > most_by_chance(max(count, 2)):
            tally.note("orders that tell", f"{what}: {hits} of {max(count, 2) * len(IDS)} in place")
    return tally


def _told(folder: Path, out: Path, secret: str) -> str:
    return json.dumps(in_place(folder, out, secret))


def most_by_chance(studies: int) -> float:
    """How many stand in their place in orders that say nothing: one a study, and five standard errors more."""
    return studies + 5 * studies**0.5
