"""What the user says of a file goes before what its mapping says."""

from __future__ import annotations

from dataclasses import replace

from oe_quality.errors import Place, UsageError
from oe_quality.readers.mapping import ANONYMOUS, SINGLE, Answers, Beside, Mapping
from oe_quality.readers.options import OFF, ReadOptions
from oe_quality.readers.tidy.finder import Finder


def as_told(mapping: Mapping, options: ReadOptions, names: tuple[str, ...], place: Place) -> Mapping:
    """The mapping with the user's roles in place of its own.

    Args:
        mapping: of a guess, of a tool's reader or of the user's file.
        options: what the user says.
        names: the columns, after the mapping's steps.
        place: the file, for errors.

    Raises:
        UsageError: a column that was named does not exist.
    """
    finder = Finder(names, place)
    anonymous = options.annotator == (ANONYMOUS,) and ANONYMOUS not in names
    changes: dict[str, object] = {
        "item": tuple(map(finder.given, options.item)) or mapping.item,
        "annotator": () if anonymous else tuple(map(finder.given, options.annotator)) or mapping.annotator,
        "annotator_is": ANONYMOUS if anonymous else "" if options.annotator else mapping.annotator_is,
        "answers": _answers(mapping, options, finder),
        "missing": (*mapping.missing, *options.missing),
        "models": (*mapping.models, *options.models),
        "questions": (*options.scales, *mapping.questions),
        "day_order": options.day_order or mapping.day_order,
        "join": tuple(dict.fromkeys((*mapping.join, *options.join))),
    }
    for kind in ("item_attributes", "annotator_attributes"):
        named = tuple(map(finder.given, getattr(options, kind)))
        changes[kind] = tuple(dict.fromkeys((*getattr(mapping, kind), *named)))
    told: set[str] = set()
    for role in SINGLE:
        given = getattr(options, role)
        if given is None:
            continue
        told.add(role)
        changes[role] = None if given == OFF and OFF not in names else finder.given(given)
    if "status" in told:
        changes["status_words"] = ()
    if "source" in told:
        changes["source_words"] = ()
    # What was said of an earlier export need not fit this one, and costs no row then.
    guessed = mapping.guessed | told if options.recalled else mapping.guessed - told
    return mapping.but(**changes, guessed=guessed)


def _answers(mapping: Mapping, options: ReadOptions, finder: Finder) -> tuple[Answers, ...]:
    """The columns of answers, each with the name of its question and what parts its labels."""
    labels = () if options.counted else tuple(Answers(finder.given(name)) for name in options.label)
    value = (Answers(finder.given(options.value), number=True),) if options.value else ()
    answers = (*labels, *value) or mapping.answers
    if options.split and not options.zipped:
        answers = tuple(replace(answer, separator=options.split.replace("\\n", "\n")) for answer in answers)
    if len(answers) == 1 and mapping.question is None and options.question is None:
        name = options.question_name
        # A column that the user named is what they call it; another name in --scale is a slip.
        if name is None and len(options.scales) == 1 and not (options.label or options.value):
            name = options.scales[0].name
        answers = (replace(answers[0], question=name),) if name else answers
    return answers


def models_beside(mapping: Mapping, options: ReadOptions, names: tuple[str, ...], place: Place) -> tuple[Beside, ...]:
    """The steps that read the columns which --model names, each a model's answers beside people's.

    Args:
        mapping: with the user's roles; options, names, place: as in `as_told`.

    Raises:
        UsageError: nothing says which question such a column answers, or beside whom.
    """
    found = [name for name in dict.fromkeys(options.models) if name in names and name not in mapping.columns]
    if found and len(mapping.answers) != 1:
        asked = ", ".join(repr(answer.column) for answer in mapping.answers)
        what = f"{found[0]!r} is a column, and could be a model's answer to any of {asked}"
        remedy = "Name one column of answers with --label, or give the model rows of its own."
        raise UsageError(what, place=place, remedy=remedy)
    if found and len(mapping.annotator) != 1:
        what = f"{found[0]!r} is a column of a model's answers, and no column names the people beside it"
        raise UsageError(what, place=place, remedy="Name it with --annotator COLUMN, or say --wide COLUMN,...")
    kept = (*mapping.item, mapping.question, mapping.confidence, *mapping.item_attributes)
    of_item = tuple(dict.fromkeys(name for name in kept if name is not None))
    return tuple(Beside(name, mapping.annotator[0], mapping.answers[0].column, of_item) for name in found)
