"""Letters to annotators: thanks, coaching, questions, a pause; drafts for a person to read, change and send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import polars as pl

from oe_quality.analysis.annotators.audit import gather_findings, summarise
from oe_quality.analysis.annotators.flags import Findings
from oe_quality.analysis.annotators.mixups import Mixup, mixups
from oe_quality.analysis.annotators.results import ON_LIST, AnnotatorAudit, AnnotatorRow, Flag, FlagCode, Status
from oe_quality.analysis.annotators.strengths import Strength, strengths
from oe_quality.analysis.annotators.telling import TellingItem, items_to_discuss
from oe_quality.analysis.annotators.wording import about, filled, sentences
from oe_quality.analysis.links import Link, links_of
from oe_quality.config import Config, MessagesConfig
from oe_quality.notebook import Shown
from oe_quality.plaintext import percent
from oe_quality.progress import Progress, silent
from oe_quality.results import Json, document, to_json

if TYPE_CHECKING:
    from oe_quality.store import Store

LEAST_FALL = {FlagCode.DRIFT: 0.1, FlagCode.FATIGUE: 0.2}
"""Falls of agreement, in all and in an hour, below which a letter says nothing of them, however sure they are."""
SURE_FALL = 0.05
"""q over all annotators from which on it says nothing of them, however large they are: a maintainer is shown more."""
FEWEST_NAMED = 2
"""Coaching names two or three items; one alone proves nothing to anybody."""


class Kind(StrEnum):
    """What a letter is for."""

    PAUSE = "pause"
    ASK = "ask"
    COACH = "coach"
    THANK = "thank"


@dataclass(frozen=True, slots=True)
class Named:
    """An item that a letter names.

    Attributes:
        item: its name; url: where it can be found, empty where nobody knows.
        own, others: what the annotator and the others answered; for the maintainer, the letter does not say it.
    """

    item: str
    url: str
    own: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A draft to one person.

    Attributes:
        alias, annotator: pseudonym and id; name: the user name, None where none is known.
        kind, language, text: of the letter.
        items: that it names.
        about: codes of what was noticed, or the label of a strength.
        evidence: what stands behind it, in sentences for the maintainer.
        last_kind, last_sent: of the last letter to them, None where there is none (UTC).
    """

    alias: str
    annotator: str
    name: str | None
    kind: Kind
    language: str
    text: str
    items: tuple[Named, ...]
    about: tuple[str, ...]
    evidence: tuple[str, ...]
    last_kind: str | None = None
    last_sent: datetime | None = None


@dataclass(frozen=True, slots=True)
class Messages(Shown):
    """Drafts to everybody, those that ask for something first; nothing is sent.

    Attributes:
        question: on which the audit rests; messages: by kind, then by pseudonym.
    """

    question: str
    messages: tuple[Message, ...]

    def frame(self) -> pl.DataFrame:
        """name, pseudonym, id, kind, language, text, items, links, about, evidence, last_kind, last_sent."""
        rows = [_cells(message) for message in self.messages]
        return pl.DataFrame(rows, schema=COLUMNS, orient="row")

    def to_dict(self) -> Json:
        """The JSON form, `oeq.messages/1`."""
        return document("oeq.messages/1", to_json(self))


COLUMNS: dict[str, Any] = {
    "name": pl.String, "pseudonym": pl.String, "id": pl.String, "kind": pl.String, "language": pl.String,
    "text": pl.String, "items": pl.List(pl.String), "links": pl.List(pl.String), "about": pl.List(pl.String),
    "evidence": pl.List(pl.String), "last_kind": pl.String, "last_sent": pl.Datetime("us"),
}  # fmt: skip


def _cells(it: Message) -> tuple[Any, ...]:
    return (
        it.name, it.alias, it.annotator, it.kind.value, it.language, it.text, [one.item for one in it.items],
        [one.url for one in it.items if one.url], list(it.about), list(it.evidence), it.last_kind, it.last_sent,
    )  # fmt: skip


def messages(
    store: Store,
    question: str | None = None,
    config: Config | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Messages:
    """Draft a letter to every annotator of a store.

    Args:
        store: an open store.
        question, config, seed, progress: as in `annotators.audit`; the settings' [messages] and [links] count too.

    Raises:
        UsageError: the question is unknown, or a language lacks a sentence that it needs.
        NotComputableError: as in `annotators.audit`.
    """
    settings = config or Config()
    found = gather_findings(store, question, settings, seed, progress)
    audit = summarise(found, settings, seed)
    watch = settings.triage.watch_kappa
    mixed = dict(zip(found.data.primary.aliases, mixups(found), strict=True))
    discussed = {row.alias: to_discuss(found, row, mixed.get(row.alias), watch) for row in audit.rows}
    links = links_of(store, [it.item for items in discussed.values() for it in items], settings.links)
    drafts = _drafts(store, audit, found, discussed, links, settings.messages, mixed)
    order = list(Kind)
    return Messages(audit.question, tuple(sorted(drafts, key=lambda it: (order.index(it.kind), it.alias))))


def may_name_items(row: AnnotatorRow, watch_kappa: float) -> bool:
    """Whether a letter may name items: agreement or conduct was noticed, not merely a habit with scales or in time."""
    habits = (FlagCode.OFFSET, FlagCode.LABEL_RATE, FlagCode.DRIFT, FlagCode.FATIGUE)
    low = row.kappa.value is not None and row.kappa.value < watch_kappa
    return _asks(row) and (low or not row.flags or any(flag.code not in habits for flag in row.flags))


def to_discuss(found: Findings, row: AnnotatorRow, mixup: Mixup | None, watch_kappa: float) -> tuple[TellingItem, ...]:
    """The items that a letter to somebody names: those of a mix-up first, alone if nothing else allows it."""
    if may_name_items(row, watch_kappa):
        return items_to_discuss(found, row.alias, first=mixup)
    if mixup is None or not _asks(row):
        return ()
    return items_to_discuss(found, row.alias, first=mixup, only=True)


def may_say_mixup(row: AnnotatorRow, kind: Kind) -> bool:
    """Whether a letter may say which label is given in place of which: something was noticed, and is asked about."""
    return _asks(row) and kind in (Kind.COACH, Kind.ASK)


def _asks(row: AnnotatorRow) -> bool:
    return row.status in (*ON_LIST, Status.WATCH)


def _drafts(
    store: Store,
    audit: AnnotatorAudit,
    found: Findings,
    discussed: Mapping[str, Sequence[TellingItem]],
    links: Mapping[str, Link],
    said: MessagesConfig,
    mixed: Mapping[str, Mixup | None],
) -> list[Message]:
    people = {row["alias"]: row for row in store.annotators().iter_rows(named=True)}
    strong = dict(zip(found.data.primary.aliases, strengths(found), strict=True))
    languages = _languages(store, said)
    last = {row["alias"]: row for row in store.journal().iter_rows(named=True)}
    words = {
        language: sentences(language, said.texts, found.data.diction)
        for language in {*languages.values(), said.language}
    }
    out = []
    for row in audit.rows:
        person, strength = people[row.alias], strong.get(row.alias)
        if not row.n_annotations:
            continue
        language = languages.get(person["annotator"], said.language)
        items = discussed.get(row.alias, ())
        kind = kind_of(row, items)
        seen = Seen(items, strength, mixed.get(row.alias) if may_say_mixup(row, kind) else None)
        text = compose(row, person["name"], seen, links, words[language])
        out.append(
            Message(
                alias=row.alias,
                annotator=person["annotator"],
                name=person["name"],
                kind=kind,
                language=language,
                text=text,
                items=tuple(_named(it, links) for it in items) if len(items) >= FEWEST_NAMED else (),
                about=_about(row, strength),
                evidence=_evidence(row, seen),
                last_kind=last[row.alias]["kind"] if row.alias in last else None,
                last_sent=last[row.alias]["sent_at"] if row.alias in last else None,
            )
        )
    return out


def kind_of(row: AnnotatorRow, items: Sequence[TellingItem]) -> Kind:
    """What a letter to this annotator is for.

    A pause is asked for where exclusion is recommended; conduct and another view are asked about; who merely answers
    or uses scales otherwise is coached, if there is something to say; everybody else is thanked.
    """
    if row.status is Status.EXCLUDE_RECOMMENDED:
        return Kind.PAUSE
    if row.status is Status.DISSENTING:
        return Kind.ASK
    if not _asks(row):
        return Kind.THANK
    if any(flag.code.is_behaviour for flag in row.flags):
        return Kind.ASK
    return Kind.COACH if said_flags(row) or len(items) >= FEWEST_NAMED else Kind.THANK


@dataclass(frozen=True, slots=True)
class Seen:
    """What a letter may speak of beside what was noticed.

    Attributes:
        items: that may be named; strength: what they recognise better than most; mixup: which label they give in place
            of which.
    """

    items: Sequence[TellingItem] = ()
    strength: Strength | None = None
    mixup: Mixup | None = None


def said_flags(row: AnnotatorRow) -> tuple[Flag, ...]:
    """What was noticed that a letter speaks of."""
    return tuple(flag for flag in row.flags if _is_told(flag))


def _is_told(flag: Flag) -> bool:
    """Whether a letter speaks of what was noticed.

    A fall that is small, or that one of so many people has by chance, is for the maintainer to watch.
    """
    if flag.code not in LEAST_FALL:
        return True
    return abs(flag.value) >= LEAST_FALL[flag.code] and (flag.q is None or flag.q < SURE_FALL)


def compose(
    row: AnnotatorRow, name: str | None, seen: Seen, links: Mapping[str, Link], words: Mapping[str, str]
) -> str:
    """The letter: thanks first, then what was seen, then a question; never a verdict.

    Args:
        row: the annotator's line of the audit.
        name: to greet them by, None for no name.
        seen: what else may be said; links: item -> where it can be found.
        words: the sentences of the language; those that are not there are not said.
    """
    kind, strength = kind_of(row, seen.items), seen.strength
    greeting = words.get("greeting") if name else None
    opening = [filled(greeting, name=name) if greeting else words["greeting_without_name"]]
    thanks = words.get("thanks_one", words["thanks"]) if row.n_annotations == 1 else words["thanks"]
    opening.append(filled(thanks, n=f"{row.n_annotations:,}"))
    if strength is not None and kind is not Kind.PAUSE and "strength" in words:
        opening.append(filled(words["strength"], label=_spoken(strength.label), right=strength.right, of=strength.of))
    if row.status is Status.DISSENTING:
        return " ".join([*opening, words.get("dissenting", words["question"])])
    if kind is Kind.THANK:
        return " ".join([*opening, *_known(words, "helps" if _helps(row) else "early")])
    noticed = _noticed(row, seen.mixup, words)
    parts = [" ".join(opening), noticed, _look_again(seen.items, links, words), words["question"]]
    if kind is Kind.PAUSE:
        parts += _known(words, "pause")
    return "\n\n".join(part for part in parts if part)


def _helps(row: AnnotatorRow) -> bool:
    """Whether the answers show it: enough of them, and agreement that is surely above chance."""
    between = row.kappa.interval
    return row.status is not Status.INSUFFICIENT and between is not None and between.low > 0


def _known(words: Mapping[str, str], name: str) -> list[str]:
    return [words[name]] if words.get(name) else []


def _noticed(row: AnnotatorRow, mixup: Mixup | None, words: Mapping[str, str]) -> str:
    """What was seen, one line each, empty where there are no words for it."""
    seen = dict.fromkeys(text for flag in said_flags(row) if (text := _said_of(flag, words)))
    if mixup is not None and words.get("mixed_up"):
        pair = {"label": _spoken(mixup.label), "other": _spoken(mixup.other)}
        seen[filled(words["mixed_up"], n=mixup.n, of=mixup.of, **pair)] = None
    return "\n".join([*_known(words, "noticed"), *(f"- {text}" for text in seen)]) if seen else ""


def _said_of(flag: Flag, words: Mapping[str, str]) -> str:
    """The sentence of a flag, empty where the language has none; which scale or label, and which way, where it can."""
    higher = flag.value > 0
    if flag.code is FlagCode.OFFSET:
        named = words.get("offset_higher" if higher else "offset_lower", "")
    elif flag.code is FlagCode.LABEL_RATE:
        kind = "label_rate" if flag.label else "set_size"
        named = words.get(f"{kind}_{'more' if higher else 'less'}", "")
    else:
        named = ""
    if named:
        return filled(named, question=_spoken(flag.question), label=_spoken(flag.label))
    return words.get(flag.code.value, "")


def _spoken(name: str) -> str:
    """A label's or a question's name as one says it.

    >>> _spoken("calm_and_composed")
    'calm and composed'
    """
    return name.replace("_", " ")


def _look_again(items: Sequence[TellingItem], links: Mapping[str, Link], words: Mapping[str, str]) -> str:
    """Two or three items with their links; nothing where there are fewer."""
    if len(items) < FEWEST_NAMED or not words.get("again"):
        return ""
    lines = [f"- {links[it.item].url}" if it.item in links else f"- {it.item}" for it in items]
    return "\n".join([words["again"], *lines])


def _languages(store: Store, said: MessagesConfig) -> dict[str, str]:
    """Annotator -> the language of their letter, where they name one that has words."""
    known = {name.casefold(): name for name in ("en", *said.texts)}
    own = store.annotator_attributes().filter(pl.col("name") == said.attribute)
    found = {key: known.get(value.strip().casefold()) for key, _, value in own.iter_rows()}
    return {key: language for key, language in found.items() if language is not None}


def _named(it: TellingItem, links: Mapping[str, Link]) -> Named:
    link = links.get(it.item)
    return Named(it.item, link.url if link else "", it.own, it.others)


def _about(row: AnnotatorRow, strength: Strength | None) -> tuple[str, ...]:
    codes = dict.fromkeys(flag.code.value for flag in row.flags) if _asks(row) else {}
    return tuple(codes) or ((strength.label,) if strength else ())


def _evidence(row: AnnotatorRow, seen: Seen) -> tuple[str, ...]:
    found = [flag.words for flag in row.flags] if _asks(row) else []
    if row.reason:
        found.insert(0, f"{row.status.value}: {row.reason}")
    strength, mixup = seen.strength, seen.mixup
    if mixup is not None:
        pair = {"label": repr(mixup.label), "other": repr(mixup.other), "n": mixup.n, "of": mixup.of}
        found.append(about("mixed_up_behind", low=percent(mixup.low), usual=percent(mixup.usual), **pair))
    if strength is not None:
        shares = {"low": percent(strength.low), "usual": percent(strength.usual)}
        found.append(
            about("strength_behind", label=repr(strength.label), right=strength.right, of=strength.of, **shares)
        )
    return tuple(found)
