"""What a project may set: thresholds, flags that it switches off, and what its page and releases hold.

Read from `oeq.toml`, or from `[tool.oeq]` in `pyproject.toml`. Every key has a default here, so an
empty file is a valid one. Unknown keys and wrong types are errors: a threshold that is misspelt
and silently ignored would judge people by another rule than the one that was written down.
"""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from oe_quality.diction import Diction
from oe_quality.errors import InputError, Place, UsageError
from oe_quality.memory import parse_size
from oe_quality.suggest import one_of

T = TypeVar("T")
FILE = "oeq.toml"
LARGEST = 1_000_000_000
"""No number among the settings is larger."""
RANGES: dict[str, tuple[float, float]] = {
    "triage.min_annotations": (1, LARGEST),
    "triage.max_kappa_width": (0, 2),
    "triage.kappa_level": (0.5, 0.9999),
    "triage.low_kappa": (0, 1),
    "triage.watch_kappa": (0, 1),
    "triage.coherence_p": (0, 1),
    "triage.fdr": (0, 1),
    "audit.fast_fraction": (0, 1),
    "audit.fast_share": (0, 1),
    "audit.untouched_share": (0, 1),
    "audit.one_label_share": (0, 1),
    "audit.run_support": (0, 1),
    "audit.offset_range": (0, 1),
    "audit.rate_difference": (0, 1),
    "audit.drift_p": (0, 1),
    "audit.gold_accuracy": (0, 1),
    "audit.retest": (0, 1),
    "audit.copy_min_shared": (1, LARGEST),
    "audit.session_gap_minutes": (0.01, LARGEST),
    "audit.permutations": (19, 1_000_000),
    "release.min_group": (1, LARGEST),
}
"""What a number can be, where that is not anything from 0 on."""


@dataclass(frozen=True, slots=True)
class TriageConfig:
    """The rule by which an annotator's evidence becomes a status.

    Attributes:
        min_annotations: with fewer, no status but "insufficient".
        max_kappa_width: with a wider interval of kappa, no status but "insufficient".
        kappa_level: coverage of that two-sided interval, and confidence of the one-sided upper bound that is the
            evidence of low skill.
        low_kappa: a one-sided upper bound below this is "agrees hardly better than chance"; somebody whose
            kappa is just this is said to with the probability 1 - `kappa_level`.
        watch_kappa: an estimate below this is worth watching.
        exclude_min_annotations: with fewer, exclusion is never recommended.
        coherence_p: a coherence p-value below this says that labels fit the own ratings.
        fdr: Benjamini-Hochberg level over annotators, for each flag.
    """

    min_annotations: int = 20
    max_kappa_width: float = 0.5
    kappa_level: float = 0.90
    low_kappa: float = 0.20
    watch_kappa: float = 0.40
    exclude_min_annotations: int = 40
    coherence_p: float = 0.05
    fdr: float = 0.05


@dataclass(frozen=True, slots=True)
class AuditConfig:
    """Thresholds of the single flags; shares are 0..1.

    Attributes:
        fast_fraction: an annotation is fast below this fraction of the usual time for its item.
        fast_share: speed is flagged when more than this share of annotations is fast.
        untouched_share: sliders are flagged when more than this share of annotations left all of them alone.
        one_label_share: one answer for more than this share of annotations, and more than on the others'.
        run_support: a run, or a block that comes again, is flagged only if the others support less than this share.
        block_share: a block of answers that comes again and again is tested from this share of repeated answers on.
        offset_range: a rating offset is flagged beyond this fraction of the scale's range.
        rate_difference: a label rate is flagged when it differs from the others' by at least this.
        drift_p: level of the drift and fatigue tests.
        gold_accuracy: gold answers are flagged when the interval's upper bound lies below this.
        retest: test-retest agreement is flagged when the interval's upper bound lies below this.
        copy_min_shared: pairs with fewer shared items are not tested for copying.
        session_gap_minutes: a pause longer than this begins a new session.
        permutations: resamples of every permutation test.
    """

    fast_fraction: float = 0.25
    fast_share: float = 0.05
    untouched_share: float = 0.5
    one_label_share: float = 0.8
    run_support: float = 0.5
    block_share: float = 0.8
    offset_range: float = 0.15
    rate_difference: float = 0.15
    drift_p: float = 0.01
    gold_accuracy: float = 0.5
    retest: float = 0.5
    copy_min_shared: int = 10
    session_gap_minutes: float = 30.0
    permutations: int = 999


@dataclass(frozen=True, slots=True)
class FlagsConfig:
    """Which flags may be raised; `false` switches one off everywhere, the triage included."""

    low_agreement: bool = True
    reversed: bool = True
    incoherent: bool = True
    one_label: bool = True
    untouched: bool = True
    speed: bool = True
    run: bool = True
    block: bool = True
    drift: bool = True
    fatigue: bool = True
    copying: bool = True
    offset: bool = True
    label_rate: bool = True
    gold: bool = True
    retest: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class LabelsConfig:
    """How labels are called, where a tool or a batch calls them otherwise.

    Attributes:
        rename: question -> label as exported -> its name in the store, as tables `[labels.rename.mood]`.
    """

    rename: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def pairs(self) -> tuple[tuple[str, str, str], ...]:
        """Each as (question, old, new)."""
        return tuple((question, old, new) for question, names in self.rename.items() for old, new in names.items())


@dataclass(frozen=True, slots=True)
class PeopleConfig:
    """How people are called: the key of their pseudonyms, in place of the user's own (`oeq key`).

    Attributes:
        key_file: a file that holds it and that nobody else may read; beside the settings unless the path says else.
        public_key: a key that anyone may know, for studies in which there is nobody to hide.
    """

    key_file: str = ""
    public_key: str = ""


@dataclass(frozen=True, slots=True)
class LinksConfig:
    """Where items can be found, for links in letters, queues and the page.

    Attributes:
        pattern: an address in which {item} and {ATTRIBUTE} stand for the item's name and attributes, https only.
        column: the attribute of items that holds their address; empty for the first one that holds addresses.
    """

    pattern: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class WordsConfig:
    """What the judged things are called in sentences; empty for what the reader says, or else `item`.

    Attributes:
        item, items: the noun, such as "text" and "texts"; where the plural is not given it is that with an s.
        look: what somebody does who judges one, such as "read"; seen: the participle of that, such as "read".
    """

    item: str = ""
    items: str = ""
    look: str = ""
    seen: str = ""

    def over(self, known: Diction) -> Diction:
        """What is set here, and the rest as it is known; a noun of one's own does not go with another's verb."""
        plain = Diction() if self.item else known
        one = self.item or plain.one
        many = self.items or (f"{one}s" if self.item else plain.many)
        return Diction(one, many, self.look or plain.look, self.seen or plain.seen)


@dataclass(frozen=True, slots=True, eq=False)
class MessagesConfig:
    """In which words annotators are written to.

    Attributes:
        language: of those of whom none is known: "en", or one of `texts`.
        attribute: the attribute of annotators that names their language.
        texts: language -> name -> sentence, as tables `[messages.texts.de]`; the names, the English originals and the
            rule that carries each stand in `analysis.annotators.wording`. What is not given is not said.
    """

    language: str = "en"
    attribute: str = "language"
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportConfig:
    """What the page shows.

    Attributes:
        title: of the page; empty for the one that the call gives.
        sections: ids of the sections to show, in this order; empty for all.
    """

    title: str = ""
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CardConfig:
    """What a data card must say and only a person knows; empty where nobody has said it yet.

    The questions are those of Datasheets (Gebru et al. 2021), Data Statements (Bender & Friedman 2018)
    and CrowdWorkSheets (Diaz et al. 2022); `render.release.card_fields` has them in full.
    """

    motivation: str = ""
    funding: str = ""
    source: str = ""
    language_variety: str = ""
    speakers: str = ""
    task: str = ""
    recruitment: str = ""
    annotator_demographics: str = ""
    pay: str = ""
    consent: str = ""
    uses: str = ""
    misuses: str = ""
    maintenance: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseConfig:
    """What a release holds.

    Attributes:
        min_group: demographic cells with fewer annotators are not published.
        licence: SPDX identifier of the data; empty where the project has not chosen one.
        name, description: of the data set.
        authors: whom to cite; contact: an address that is meant to be published; url: of the data set.
        languages: of the items, as ISO 639 codes.
        card: what only a person knows.
    """

    min_group: int = 5
    licence: str = ""
    name: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()
    contact: str = ""
    url: str = ""
    languages: tuple[str, ...] = ()
    card: CardConfig = field(default_factory=CardConfig)


@dataclass(frozen=True, slots=True)
class LimitsConfig:
    """What work may take.

    Attributes:
        memory: how much, such as "4GB"; empty for half of what is free. The variable `OEQ_MEMORY` goes before it.
    """

    memory: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """All settings; each section is a table of the same name in the file.

    >>> Config().audit.retest
    0.5
    """

    triage: TriageConfig = field(default_factory=TriageConfig)
    audit: AuditConfig = field(default_factory=AuditConfig)
    flags: FlagsConfig = field(default_factory=FlagsConfig)
    labels: LabelsConfig = field(default_factory=LabelsConfig)
    people: PeopleConfig = field(default_factory=PeopleConfig)
    links: LinksConfig = field(default_factory=LinksConfig)
    words: WordsConfig = field(default_factory=WordsConfig)
    messages: MessagesConfig = field(default_factory=MessagesConfig)
    report: ReportConfig = field(default_factory=ReportConfig)
    release: ReleaseConfig = field(default_factory=ReleaseConfig)
    limits: LimitsConfig = field(default_factory=LimitsConfig)


def find_config(folder: Path) -> Config:
    """The settings of the project that `folder` belongs to; the defaults where it states none."""
    path = config_file(folder)
    return Config() if path is None else read_config(path)


def config_file(folder: Path) -> Path | None:
    """The file with the settings of the project that `folder` belongs to, None where there is none.

    Looks in the folder and then in the root of the Git repository around it, in each for `oeq.toml` and then for a
    `pyproject.toml` that has `[tool.oeq]`. What lies in other folders above may be anybody's.
    """
    here = folder.resolve()
    root = next((place for place in (here, *here.parents) if (place / ".git").exists()), here)
    for place in dict.fromkeys((here, root)):
        if (place / FILE).is_file():
            return place / FILE
        if _speaks_of_us(place / "pyproject.toml"):
            return place / "pyproject.toml"
    return None


def changes(settings: Config) -> list[str]:
    """Every setting that is not the default, as `triage.fdr = 0.01`."""
    return _changes(settings, Config(), "")


def _changes(given: Any, usual: Any, prefix: str) -> list[str]:
    found = []
    for one in dataclasses.fields(given):
        value, default, name = getattr(given, one.name), getattr(usual, one.name), f"{prefix}{one.name}"
        if dataclasses.is_dataclass(value):
            found += _changes(value, default, f"{name}.")
        elif value != default:
            found.append(f"{name} = {value!r}" if isinstance(value, (int, float)) else name)
    return found


def _speaks_of_us(project: Path) -> bool:
    """Whether a `pyproject.toml` has settings for us; what else it holds, valid or not, is not ours to judge."""
    try:
        return "[tool.oeq" in project.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False


def read_config(path: Path) -> Config:
    """The settings in one file; a `pyproject.toml` is read at `[tool.oeq]`.

    Args:
        path: of the file, in TOML.

    Returns:
        The settings, defaults where the file says nothing.

    Raises:
        InputError: the file cannot be read, is no TOML, holds an unknown key or a value of the wrong type.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "oeq.toml")
    ...     _ = file.write_text("[audit]\\nretest = 0.6\\n")
    ...     print(read_config(file).audit.retest)
    0.6
    """
    tables = _tables(path)
    if path.name == "pyproject.toml":
        tables = tables.get("tool", {}).get("oeq", {})
    found = parse_config(tables, str(path))
    if not found.people.key_file:
        return found
    beside = path.parent / Path(found.people.key_file).expanduser()
    return dataclasses.replace(found, people=dataclasses.replace(found.people, key_file=str(beside)))


def parse_config(tables: dict[str, Any], file: str | None = None) -> Config:
    """The settings in a parsed TOML document; `file` is named in errors.

    Raises:
        InputError: an unknown key or a value of the wrong type or out of range.
    """
    found = _build(Config, tables, "", file)
    if found.limits.memory:
        try:
            parse_size(found.limits.memory)
        except UsageError as error:
            raise _refusal(f"limits.memory: {error.what}, such as 4GB", file) from None
    return found


DEEPEST = 100
"""Dots of a key; no setting has more than three."""


def _tables(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        if any(line.partition("=")[0].count(".") > DEEPEST for line in text.splitlines()):
            # The time that a dotted key takes grows with the square of its parts.
            raise RecursionError
        return tomllib.loads(text)
    except OSError as error:
        raise InputError(f"the settings cannot be read: {error.strerror}", place=Place(str(path))) from None
    except RecursionError:
        raise InputError("this TOML is nested too deeply to be settings", place=Place(str(path))) from None
    except ValueError as error:
        # Of TOML, of UTF-8, or of a number with more digits than Python reads.
        raise InputError(f"this is no valid TOML: {error}", place=Place(str(path))) from None


def _build(kind: type[T], table: Any, prefix: str, file: str | None) -> T:
    """One section: every key known, every value of its field's type."""
    if not isinstance(table, dict):
        raise _refusal(f"[{prefix}] must be a table of settings", file)
    hints = get_type_hints(kind)
    for key in table:
        if key not in hints:
            raise _unknown(key, prefix, list(hints), file)
    values = {
        key: _build(hints[key], value, f"{prefix}.{key}".lstrip("."), file)
        if dataclasses.is_dataclass(hints[key])
        else _typed(value, hints[key], f"{prefix}.{key}", file)
        for key, value in table.items()
    }
    return kind(**values)


def _typed(value: Any, kind: Any, name: str, file: str | None) -> Any:
    """`value` as the field's type; an integer serves as a float, and a list as a tuple."""
    if isinstance(value, int) and abs(value) > LARGEST:
        raise _refusal(f"{name} must be at most {LARGEST:,}", file)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if get_origin(kind) is tuple:
        if isinstance(value, list) and all(isinstance(part, get_args(kind)[0]) for part in value):
            return tuple(value)
        raise _refusal(f"{name} must be a list of {_WORDS[get_args(kind)[0]]}, not {value!r}", file)
    if get_origin(kind) is dict:
        return _named_texts(value, name, file)
    if type(value) is not kind:
        raise _refusal(f"{name} must be {_WORDS[kind]}, not {value!r}", file)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not 0 <= value < float("inf"):
        raise _refusal(f"{name} must be a number from 0 on, not {value!r}", file)
    low, high = RANGES.get(name, (0, LARGEST))
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not low <= value <= high:
        raise _refusal(f"{name} must lie between {low:g} and {high:g}, not {value!r}", file)
    return value


def _named_texts(value: Any, name: str, file: str | None) -> dict[str, dict[str, str]]:
    """Tables of text by name."""
    for part, texts in value.items() if isinstance(value, dict) else ((name, None),):
        if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
            raise _refusal(f"{name} must hold tables of text, and {part!r} is none", file)
    return {part: dict(texts) for part, texts in value.items()}


_WORDS: dict[Any, str] = {float: "a number", int: "a whole number", bool: "true or false", str: "text"}


def _unknown(key: str, prefix: str, known: list[str], file: str | None) -> InputError:
    name = f"{prefix}.{key}" if prefix else key
    return InputError(f"unknown setting {name!r}", place=Place(file), remedy=one_of(key, known))


def _refusal(what: str, file: str | None) -> InputError:
    return InputError(what, place=Place(file))
