"""Who is meant by a name, and who is left out of results: decided by a person, recorded for good."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from oe_quality.errors import UsageError
from oe_quality.names import Replacements
from oe_quality.pseudonyms import scrubbed
from oe_quality.store.database import Database
from oe_quality.suggest import near

_HOW = {
    "alias": "the pseudonym of {alias}",
    "id": "the id of {alias}",
    "name": "the user name of {alias}",
    "former": "what {alias} was called before",
}


@dataclass(frozen=True, slots=True)
class Person:
    """One annotator, under all names.

    Attributes:
        annotator_id: the store's number; annotator: the id in the exports; alias: the pseudonym.
        name: the user name, None where none is known.
        n_annotations: distinct items and occasions answered.
        excluded: whether they are left out of results; reason, excluded_at: why, and when (UTC).
        is_model: whether every answer is a model's.
        former: the former pseudonym by which they were found, else empty.
    """

    annotator_id: int
    annotator: str
    alias: str
    name: str | None
    n_annotations: int
    excluded: bool
    reason: str | None = None
    excluded_at: datetime | None = None
    is_model: bool = False
    former: str = ""

    @property
    def words(self) -> str:
        """Both names, so that nobody is mistaken for another: `otter-307 (A24, anna)`."""
        own = [self.annotator, *([self.name] if self.name and self.name != self.annotator else [])]
        return self.alias if own == [self.alias] else f"{self.alias} ({', '.join(own)})"


def find(database: Database, who: str) -> Person:
    """The one person whom a pseudonym, an id, a user name or a former pseudonym stands for.

    An id or a name counts as it is written; a pseudonym in any case. Parts of them count for nothing. With "id:" or
    "pseudonym:" before it, a text is that and nothing else.

    Raises:
        UsageError: nobody is called that, more than one person is (then all are named), or a model is.
    """
    texts = database.frame("query/called")
    fitting = _fitting(texts, who)
    numbers = fitting["annotator_id"].unique(maintain_order=True)
    if not len(numbers):
        raise _nobody(texts, who)
    people = database.frame("query/annotators")
    if len(numbers) > 1:
        raise _ambiguous(fitting, people, who)
    only_former = set(fitting["how"]) == {"former"}
    row = people.filter(pl.col("annotator_id") == numbers[0]).row(0, named=True)
    person = Person(**row, former=fitting["text"][0] if only_former else "")
    # Whoever was left out before a load said that it is a model can be taken back in.
    if person.is_model and not person.excluded:
        raise _a_model(person)
    return person


def decide(database: Database, person: Person, *, excluded: bool, reason: str, now: datetime | None = None) -> None:
    """Record a decision about somebody.

    Raises:
        UsageError: the decision stands already, or an exclusion gives no reason.
    """
    if excluded and not reason.strip():
        raise UsageError("an exclusion needs a reason", remedy="Give it with --reason; it is shown with every result.")
    if person.excluded == excluded:
        raise UsageError(f"{person.words} is {'already excluded' if excluded else 'not excluded'}")
    moment = now or datetime.now(UTC).replace(tzinfo=None)
    with database.transaction():
        database.run(
            "keep/add_exclusion",
            annotator_id=person.annotator_id,
            excluded=excluded,
            reason=remark(database, reason),
            decided_at=moment,
        )


def naming_nobody(database: Database) -> Replacements:
    """Everybody's ids and names, and the pseudonyms that stand for them in what is said about people."""
    texts = database.frame("query/called")
    aliases = dict(texts.filter(pl.col("how") == "alias").select("annotator_id", "text").iter_rows())
    own = texts.filter(pl.col("how").is_in(["id", "name"])).select("annotator_id", "text").iter_rows()
    return Replacements({text: aliases[number] for number, text in own if text != aliases[number]})


def remark(database: Database, text: str) -> str:
    """What somebody says of people, as it is kept: it is shown with results, and so names nobody."""
    return scrubbed(text.strip(), naming_nobody(database))


def _fitting(texts: pl.DataFrame, who: str) -> pl.DataFrame:
    """The rows of `query/called` that an argument could mean."""
    kind, said, text = who.partition(":")
    only = {"id": pl.col("how") == "id", "pseudonym": pl.col("how") == "alias"}
    sayable = pl.col("how").is_in(["alias", "former"])

    def equal(to: str) -> pl.Expr:
        return (pl.col("text") == to) | (sayable & (pl.col("text").str.to_lowercase() == to.strip().lower()))

    # An id may itself begin with "id:"; then the text may mean either, and nobody is chosen.
    told = equal(text) & only[kind] if said and kind in only else pl.lit(False)
    return texts.filter(equal(who) | told)


def _nobody(texts: pl.DataFrame, who: str) -> UsageError:
    known = texts.filter(pl.col("how") != "former")["text"].unique(maintain_order=True).to_list()
    other_case = [text for text in known if text.lower() == who.lower()]
    remedy = near(who, other_case or known) or "oeq annotators DB lists the pseudonyms."
    return UsageError(f"the store has no annotator {who!r}", remedy=remedy.strip())


def _a_model(it: Person) -> UsageError:
    return UsageError(
        f"{it.annotator} is a model: people alone are audited, left out and written to",
        remedy=f"Models are out of every number already; oeq judges DB --model {shlex.quote(it.annotator)} holds it "
        "against people.",
    )


def _ambiguous(fitting: pl.DataFrame, people: pl.DataFrame, who: str) -> UsageError:
    """Names everybody whom it could mean, and how to say which."""
    named = {row["annotator_id"]: Person(**row) for row in people.iter_rows(named=True)}
    meant = [
        _HOW[how].format(alias=named[number].words) for number, how in fitting.select("annotator_id", "how").iter_rows()
    ]
    ids = sorted({f"id:{named[number].annotator}" for number in fitting["annotator_id"]})
    if who in ids:
        ids = sorted({f"pseudonym:{named[number].alias}" for number in fitting["annotator_id"]})
    return UsageError(
        f"{who!r} may be more than one person: {'; '.join(meant)}",
        remedy=f"Say which: {' or '.join(ids)}.",
    )
