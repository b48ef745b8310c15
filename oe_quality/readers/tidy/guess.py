"""What the columns of a tidy file mean: as told, else by the names that people commonly give, and by their cells.

A guess never rejects a row: `readers.fit` drops a guessed role whose column does not fit it. Where two readings are as
likely as each other none is chosen, and the user is asked.
"""

from __future__ import annotations

import shlex
from dataclasses import replace

import polars as pl

from oe_quality.errors import InputError, Place, UsageError
from oe_quality.plaintext import visible
from oe_quality.readers.mapping import (
    ANONYMOUS,
    Answers,
    Counts,
    Fields,
    Keep,
    Mapping,
    Objects,
    OneHot,
    Step,
    Wide,
    Zip,
)
from oe_quality.readers.options import OFF, ReadOptions
from oe_quality.readers.reshape import reshape
from oe_quality.readers.text.sheet import Sheet, listed
from oe_quality.readers.tidy.finder import Finder, there_are
from oe_quality.readers.tidy.grid import grid_of, is_pattern, named_by, patterns_of
from oe_quality.readers.tidy.half_named import refuse_half_named
from oe_quality.readers.tidy.looks import like_answers, like_items
from oe_quality.readers.tidy.names import COMMON, DIMENSIONS, ROW_IDS, plain
from oe_quality.readers.tidy.shapes import ANSWERS, LOOKED_AT, key_of, lists_in, parsed, shape_of
from oe_quality.readers.tidy.totals import Totals, totals_in

GUESSED = ("weight", "time", "duration", "started", "finished", "gold", "occasion", "status", "source", "confidence")
"""Single roles that a name is enough to guess, in the order in which they take their columns."""

_LONG_TEXT = 40
"""Characters on average from which answers are free text."""

_GIVEN_ANSWERS = frozenset(COMMON["label"][: COMMON["label"].index("label")])
"""Names that say that somebody answered; `label` may be the truth beside them."""


def guess(sheet: Sheet, options: ReadOptions, place: Place) -> Mapping:
    """The mapping of a file that no tool's reader knows.

    Raises:
        InputError: no column can be the item, the annotator or the answer, or several can.
        UsageError: a column that was named does not exist.
    """
    told = steps_told(options, Finder(sheet.names, place))
    step = None if told or _is_told(options) else _guessed_step(sheet, options, place)
    steps = told or ((step,) if step else ())
    sums = _sums(sheet, steps)
    steps = _without(sums, steps)
    shaped = reshape(sheet, steps).sheet if steps else sheet
    mapping = Mapping(steps=steps, guessed=frozenset({"steps"} if step else ()))
    anonymous = any(isinstance(one, Counts) for one in steps)
    key = _key(sheet, steps)
    within = next((f"{one.column}." for one in steps if isinstance(one, Objects)), "")
    found = _roles(shaped, options, place, anonymous=anonymous, key=key, within=within)
    found = found.but(steps=steps, guessed=found.guessed | mapping.guessed, remarks=_said(step) + found.remarks)
    found = found.but(remarks=(*found.remarks, *(sums.said() if sums else ())))
    return found if told else _with_fields(found, shaped)


def _sums(sheet: Sheet, steps: tuple[Step, ...]) -> Totals | None:
    """The rows that sum up others, in a table with a row per item."""
    wide = next((step for step in steps if isinstance(step, Wide)), None)
    if wide is None or wide.names == "item" or wide.header_rows:
        return None
    return totals_in(sheet, wide.columns)


def _without(sums: Totals | None, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps, before which rows that sum up others are left out."""
    if sums is None or not sums.names:
        return steps
    return (Keep(sums.column, sums.names, but=True, called="sums of others"), *steps)


def _with_fields(mapping: Mapping, shaped: Sheet) -> Mapping:
    """The mapping with a question per field, where the answers are objects such as `{"mood": "joy", "strength": 3}`."""
    if len(mapping.answers) != 1 or mapping.question is not None:
        return mapping
    column = mapping.answers[0].column
    held = parsed(shaped.cells(column).head(LOOKED_AT), dict) if shaped.has(column) else []
    if not held or any(isinstance(part, (dict, list)) for value in held for part in value.values()):
        return mapping
    fields = tuple(dict.fromkeys(name for value in held for name in value))
    said = f"Each field of {column!r} is read as a question: {listed(fields)}."
    answers = tuple(Answers(f"{column}.{name}", question=name) for name in fields)
    return mapping.but(steps=(*mapping.steps, Fields(column)), answers=answers, remarks=(*mapping.remarks, said))


def _guessed_step(sheet: Sheet, options: ReadOptions, place: Place) -> Step | None:
    """The step that the cells suggest, unless it would turn a column that the user names into something else."""
    step = shape_of(sheet, place, counts=options.counts != (OFF,))
    if step is None:
        return None
    shaped = reshape(sheet.head(LOOKED_AT), (step,)).sheet
    return None if any(sheet.has(name) and not shaped.has(name) for name in options.named()) else step


def _is_told(options: ReadOptions) -> bool:
    """Whether the user named the columns of items, annotators and answers, so that nothing is left to guess."""
    return bool(options.item and options.annotator and (options.label or options.value))


def steps_told(options: ReadOptions, finder: Finder) -> tuple[Step, ...]:
    """The steps that the user asked for."""
    steps: list[Step] = []
    if options.zipped:
        steps.append(Zip(finder.group(options.zipped), options.split))
    if options.one_hot:
        columns = finder.group(options.one_hot)
        stem = next((name[:-1] for name in options.one_hot if name.endswith("*")), "")
        steps.append(OneHot(columns, options.question_name or stem.strip("._- ") or ANSWERS, stem))
    if options.counted:
        columns = finder.group(options.counted)
        label = finder.given(options.label[0]) if len(columns) == 1 and options.label else ""
        label = label or (finder.common("label") or "" if len(columns) == 1 else "")
        stem = next((name[:-1] for name in options.counted if name.endswith("*")), "")
        steps.append(Counts(columns, stem, label))
    pattern = next(filter(is_pattern, options.wide), "")
    if pattern:
        found = named_by(pattern, finder.free)
        finder.take(*found.columns)
        rows = "" if found.thing == "item" or options.item or finder.candidates("item") else "item"
        steps.append(Wide(found.columns, found.thing, called=found.things, questions=found.questions, rows=rows))
    elif options.wide:
        columns = finder.group(options.wide)
        if options.annotator:
            steps.append(Wide(columns, names="item"))
        else:
            steps.append(Wide(columns, rows="" if options.item or finder.candidates("item") else "item"))
    return tuple(steps)


def _key(sheet: Sheet, steps: tuple[Step, ...]) -> str | None:
    """The column that tells the rows of a wide table apart, whatever it is called."""
    group = next((step for step in steps if isinstance(step, (Wide, Counts))), None)
    if group is None or (isinstance(group, Wide) and group.names == "item"):
        return None
    skipped = group.header_rows if isinstance(group, Wide) else 0
    return key_of(replace(sheet, frame=sheet.frame.slice(skipped)), group.columns)


def _said(step: Step | None) -> tuple[str, ...]:
    """What was guessed of the file's shape, as a sentence."""
    if step is None:
        return ()
    if isinstance(step, Wide) and step.questions and step.called and not step.header_rows:
        people, asked = (len(dict.fromkeys(one)) for one in (step.called, step.questions))
        return (f"{len(step.columns)} columns are read as answers of {people} people to {asked} questions each.",)
    if isinstance(step, Wide):
        kind = "item" if step.names == "item" else "annotator"
        return (f"{len(step.columns)} columns are read as one {kind} each: {listed(step.columns)}.",)
    if isinstance(step, OneHot):
        return (f"{len(step.columns)} columns of 0 and 1 are read as one set of labels: {listed(step.columns)}.",)
    if isinstance(step, Counts):
        return (f"{len(step.columns)} columns are read as counts of answers: {listed(step.columns)}.",)
    if isinstance(step, Zip):
        return (f"The lists in {listed(step.columns)} are read place by place.",)
    return (f"Each part of {getattr(step, 'column', '')!r} is read as an answer.",)


def _roles(
    sheet: Sheet, options: ReadOptions, place: Place, *, anonymous: bool, key: str | None, within: str
) -> Mapping:
    """The roles of a table with one row per answer."""
    finder = Finder(sheet.names, place, _sparse(sheet), within)
    for column in _columns_told(options):
        finder.take(finder.given(column))
    if options.counted or options.one_hot or options.wide or options.zipped:
        finder.take(*(name for name in sheet.names if name in options.label))
    item = tuple(map(finder.given, options.item)) or _item(sheet, finder, key)
    annotator, who = _annotator(sheet, finder, options, anonymous=anonymous)
    _refuse_lists(sheet, annotator, place)
    answers, remarks = _answers(sheet, finder, options, item, annotator)
    mapping = Mapping(item=item, annotator=annotator, annotator_is=who, answers=answers, remarks=remarks)
    mapping = _singles(mapping, finder, options)
    if not (options.item or options.repeats or options.question or options.occasion):
        refuse_half_named(sheet, mapping, place)
    return mapping


def _columns_told(options: ReadOptions) -> list[str]:
    """Columns that the user gave a role, which no guess may take."""
    single = ("value", "question", *GUESSED, "reason")
    named = [given for role in single if (given := getattr(options, role)) not in (None, OFF)]
    several = (*options.item, *_unless_anonymous(options.annotator), *options.item_attributes)
    labels = () if options.counted else options.label
    return [*several, *options.annotator_attributes, *labels, *named]


def _unless_anonymous(columns: tuple[str, ...]) -> tuple[str, ...]:
    return () if columns == (ANONYMOUS,) else columns


def _item(sheet: Sheet, finder: Finder, key: str | None) -> tuple[str, ...]:
    """The item's column: the likeliest name, but not one that numbers the rows beside one that names items."""
    found = finder.candidates("item")
    # A wide table's own key goes before the column that its step made of the questions.
    if not found or (key is not None and plain(found[0]) == "question"):
        if key is not None:
            finder.take(key)
            return (key,)
        looks = like_items(sheet, finder.free, next(iter(finder.candidates("annotator")), None))
        people = finder.candidates("annotator")
        grid = grid_of(finder.free)
        if people and grid is not None:
            who = shlex.quote(people[0])
            wide = f"Or does each other column name an item and a question? Then say --annotator {who} and "
            wide += f"{patterns_of(grid, 'item')}."
        elif people:
            wide = f"Or is each other column an item? Then say --annotator {shlex.quote(people[0])} --wide COLUMN,..."
        else:
            wide = "Or is each column a person? Then say --wide COLUMN,..."
        raise finder.absent("the item", f"Name it with --item COLUMN; several are joined. {looks}{wide}")
    first = found[0]
    if plain(first) in ROW_IDS and _is_unique(sheet, first):
        first = next((name for name in found[1:] if not _is_unique(sheet, name)), first)
    finder.take(finder.given(first))
    return (first,)


def _is_unique(sheet: Sheet, name: str) -> bool:
    return sheet.height > 1 and sheet.cells(name).n_unique() == sheet.height


def _annotator(sheet: Sheet, finder: Finder, options: ReadOptions, *, anonymous: bool) -> tuple[tuple[str, ...], str]:
    """The annotator's columns, or what stands in their place."""
    if options.annotator == (ANONYMOUS,) and ANONYMOUS not in sheet.names:
        return (), ANONYMOUS
    if options.annotator and anonymous:
        raise UsageError(
            f"counts of answers name nobody: with --annotator {options.annotator[0]} all would be one person's",
            remedy=f"Leave --annotator away, or say --annotator {ANONYMOUS}.",
        )
    if options.annotator:
        return tuple(map(finder.given, options.annotator)), ""
    if anonymous:
        return (), ANONYMOUS
    found = finder.common("annotator")
    if found is not None:
        return (found,), ""
    grid = grid_of(finder.free)
    if grid is not None:
        named = f"Columns such as {visible(grid.columns[0], 40)!r} are named by two things: if one is a person, "
        raise finder.absent("the annotator", f"{named}say {patterns_of(grid, 'annotator')}; else --annotator COLUMN.")
    raise finder.absent(
        "the annotator",
        f"Name it with --annotator COLUMN; say --wide COLUMN,... if each is a person, --annotator file (or folder) if "
        f"the file's name is the person's, or --annotator {ANONYMOUS} if nobody is named.",
    )


def _refuse_lists(sheet: Sheet, annotator: tuple[str, ...], place: Place) -> None:
    """Raise where a cell of the annotator's column lists several people: they would be one of that name."""
    for name in annotator:
        sizes = _sizes(sheet, name) if sheet.has(name) else []
        if max(sizes, default=0) < 2:
            continue
        beside = [other for other in sheet.names if other != name and _sizes(sheet, other) == sizes]
        columns = shlex.quote(",".join((name, *beside)) if beside else f"{name},COLUMN")
        raise InputError(
            f"each cell of {name!r} lists several people",
            place=place,
            remedy=f"If other columns list their answers in the same order: --zip {columns}.",
        )


def _sizes(sheet: Sheet, name: str) -> list[int]:
    """How many things the first cells of a column list each; [] if one is no list."""
    return [len(one) for one in lists_in(sheet.cells(name).head(LOOKED_AT))]


def _answers(
    sheet: Sheet, finder: Finder, options: ReadOptions, item: tuple[str, ...], annotator: tuple[str, ...]
) -> tuple[tuple[Answers, ...], tuple[str, ...]]:
    """The columns that hold answers, and what to say of the choice."""
    labels = () if options.counted or options.one_hot else tuple(map(finder.given, options.label))
    if labels or options.value:
        value = (Answers(finder.given(options.value), number=True),) if options.value else ()
        return (*map(Answers, labels), *value), ()
    if options.one_hot:
        name = options.question_name or ""
        made = [column for column in sheet.names if column not in finder.free] and sheet.names[-1]
        finder.take(made or name)
        return (Answers(made or name),), ()
    found = _beside(sheet, finder.candidates("label"), (*item, *annotator))
    dimensions = [name for name in finder.free if plain(name) in DIMENSIONS[:3]]
    if not found and not dimensions:
        letters = [name for name in finder.free if plain(name) in DIMENSIONS[-3:]]
        dimensions = letters if len(letters) > 1 else []
    if not found and not dimensions:
        raise finder.absent(
            "the answer",
            "Name it with --label COLUMN (labels; several are a question each) or --value COLUMN (numbers). "
            f"{like_answers(sheet, finder.free)}".rstrip(),
        )
    first = found[0] if found else dimensions[0]
    remarks: tuple[str, ...] = ()
    beside = next((name for name in found if plain(name) in ("label", "labels")), None)
    if beside is not None and plain(first) in _GIVEN_ANSWERS:
        first, remarks = _answer_or_label(sheet, first, beside, item)
    finder.take(finder.given(first))
    together = plain(first) in COMMON["label"][COMMON["label"].index("emotion") :] or first in dimensions
    others = [name for name in dimensions if name != first] if together else []
    finder.take(*others)
    return (Answers(first), *map(Answers, others)), remarks


def _sparse(sheet: Sheet) -> list[str]:
    """Columns of what every row needs that are empty in most rows, as those that only an odd record has."""
    known = {word for role in ("item", "annotator", "question") for word in COMMON[role]}
    named = [name for name in sheet.names if plain(name) in known]
    return [name for name in named if 2 * int((sheet.cells(name) != "").sum()) <= sheet.height]


def _beside(sheet: Sheet, answers: list[str], names: tuple[str, ...]) -> list[str]:
    """The columns of answers that stand beside an item and an annotator in some row; all, where none does."""
    if not names or len(answers) < 2:
        return answers
    named = pl.DataFrame([(sheet.cells(name) != "").alias(str(n)) for n, name in enumerate(names)])
    whole = named.select(pl.all_horizontal(pl.all())).to_series()
    return [name for name in answers if ((sheet.cells(name) != "") & whole).any()] or answers


def _answer_or_label(sheet: Sheet, answer: str, label: str, item: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Which of two columns holds what people answered: a `label` that is the same for all on an item is the truth."""
    if _is_free_text(sheet.cells(answer)):
        return label, ()
    key = pl.concat_str([sheet.cells(name).alias(name) for name in item], separator=":")
    frame = pl.DataFrame({"item": pl.select(key).to_series(), "label": sheet.cells(label)})
    per_item = frame.group_by("item").agg(pl.col("label").n_unique(), n=pl.len()).filter(pl.col("n") > 1)
    if per_item.height and (per_item["label"] == 1).all():
        said = (
            f"{label!r} is the same for everybody on an item and is passed over; if it is gold: --gold-column {label}."
        )
        return answer, (said,)
    reason = f"{answer!r} and {label!r} may both hold the answers"
    raise InputError(reason, remedy=f"Say --label {answer} or --label {label}. {there_are(sheet.names)}")


def _is_free_text(cells: pl.Series) -> bool:
    told = cells.filter(cells != "")
    return bool(len(told)) and float(told.str.len_chars().mean() or 0) > _LONG_TEXT  # type: ignore[arg-type]  # a number


def _singles(mapping: Mapping, finder: Finder, options: ReadOptions) -> Mapping:
    """The roles that one column has at most: none that the user gave, those that names suggest."""
    guessed: dict[str, str] = {}
    roles = ("question", *GUESSED) if len(options.label) + (options.value is not None) < 2 else GUESSED
    for role in roles:
        if getattr(options, role) is None:
            column = finder.common(role)
            if column is not None:
                guessed[role] = column
    return mapping.but(**guessed, guessed=frozenset(guessed))
