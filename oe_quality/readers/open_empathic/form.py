"""The form of Open Empathic: its nine questions, and how an answer is written in an export.

Field names and values are those of the tool (github.com/openempathic/EMNS-DCT).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from oe_quality.privacy import scrub
from oe_quality.readers.text.cells import label_of, list_of, number_of, text_of
from oe_quality.readers.text.json import RepeatedKeyError, parse_json
from oe_quality.scales import PATH_SEPARATOR, Question, Scale

CATEGORIES = (
    "curious_and_fascinated",
    "pensive_and_reflective",
    "fearful_and_anxious",
    "happy_and_energetic",
    "calm_and_composed",
    "focused_and_attentive",
    "surprised_and_confused",
    "sad_and_despondent",
    "romantic_and_passionate",
    "seductive_and_enticing",
    "angry_and_irritated",
    "persistent_and_determined",
    "discomposed_and_unsettled",
    "grumpy_and_cranky",
    "disgusted",
    "sarcasm",
)
QUESTIONS = (
    Question("emotion", Scale.MULTILABEL, CATEGORIES),
    Question("emotion_word", Scale.MULTILABEL, open_vocabulary=True, hierarchical=True),
    Question("arousal", Scale.INTERVAL, low=0, high=10, untouched=5),
    # The tool's model declares 0..10, but its form sends -5..5.
    Question("valence", Scale.INTERVAL, low=-5, high=5, untouched=0),
    Question("audio_quality", Scale.ORDINAL, ("Unusable", "Poor", "Average", "Good", "Excellent")),
    Question("age", Scale.ORDINAL, ("0-3", "4-7", "8-12", "13-19", "20-39", "40-59", "60-79", "80-100")),
    Question("gender", Scale.NOMINAL, ("Female", "Male"), open_vocabulary=True),
    Question("accent", Scale.NOMINAL, open_vocabulary=True),
    Question("bg_sounds", Scale.MULTILABEL, open_vocabulary=True),
)
_BY_NAME = {question.name: question for question in QUESTIONS}
_PART_OF = {part: category for category in CATEGORIES for part in category.split("_and_")}
_BARE_WORD = re.compile(r"[^\W\d_][\w '\-]{0,69}")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question: labels, or a number."""

    labels: tuple[str, ...] | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that could not be used, and why; `reason` does not repeat it."""

    column: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """A form as one annotator left it.

    Attributes:
        answers: by question; a question without an answer is absent.
        problems: the cells that could not be used. The other answers stand all the same.
        bare_word: whether the emotion is a single word that names no category.
    """

    answers: dict[str, Answer]
    problems: tuple[Problem, ...] = ()
    bare_word: bool = False


def read_form(fields: Mapping[str, Any]) -> Filled:
    """Read the nine answers out of a row's fields."""
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    try:
        emotion, words = parse_emotion(fields.get("emotion"))
        if emotion is not None:
            answers["emotion"] = Answer(emotion)
        answers["emotion_word"] = Answer(words)
    except ValueError as error:
        problems.append(Problem("emotion", str(error)))
    for name in _BY_NAME.keys() - {"emotion", "emotion_word"}:
        try:
            answer = _PARSERS[name](_BY_NAME[name], text_of(fields.get(name)).strip())
        except ValueError as error:
            problems.append(Problem(name, str(error)))
            continue
        if answer is not None:
            answers[name] = answer
    in_order = {name: answers[name] for name in _BY_NAME if name in answers}
    problems.sort(key=lambda problem: problem.column)
    return Filled(in_order, tuple(problems), "emotion_word" in answers and "emotion" not in answers)


def parse_emotion(value: Any) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """The categories chosen, and the words as paths `category/word`, each in the form's order.

    The cell holds a JSON object from category to its chosen words; a category without words was
    not chosen. Rows made through the tool's API can hold one bare word instead: it is the
    category that it names, or one of whose two names it is (`Happy`: happy_and_energetic). A
    word that names no category gives no categories (None), and stands as a path by itself.

    Raises:
        ValueError: it is neither. The message says why.
    """
    if isinstance(value, dict):
        return _chosen(value)
    text = text_of(value).strip()
    if text[:1] in ("{", "[", '"'):
        try:
            value = parse_json(text)
        except RepeatedKeyError:
            raise ValueError("it names a category twice") from None
        except ValueError:
            raise ValueError("it is not valid JSON") from None
        if isinstance(value, dict):
            return _chosen(value)
        if not isinstance(value, str):
            raise ValueError("it is JSON, but no object from category to words")
        text = text_of(value)
    word = _key(label_of(text))
    if _BARE_WORD.fullmatch(label_of(text)) is None:
        raise ValueError("it is neither JSON nor a word")
    if word in CATEGORIES:
        return (word,), ()
    category = _PART_OF.get(word)
    return (None, (scrub(word),)) if category is None else ((category,), (category + PATH_SEPARATOR + word,))


def _chosen(value: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words: dict[str, list[str]] = {}
    for name, chosen in value.items():
        category = _key(text_of(name))
        if category not in CATEGORIES:
            raise ValueError("it names a category that the form does not have")
        if category in words:
            raise ValueError("it names a category twice")
        texts = chosen if isinstance(chosen, list) else [chosen]
        words[category] = [word for word in (scrub(label_of(text_of(text))) for text in texts) if word]
    categories = tuple(category for category in CATEGORIES if words.get(category))
    paths = [category + PATH_SEPARATOR + word for category in categories for word in words[category]]
    return categories, tuple(dict.fromkeys(paths))


def _key(text: str) -> str:
    return re.sub(r"\s+", "_", text.strip().casefold())


def _number(question: Question, text: str) -> Answer | None:
    if not text:
        return None
    number = number_of(text)
    assert question.low is not None
    assert question.high is not None
    if not question.low <= number <= question.high:
        raise ValueError(f"it is outside {question.low:g}..{question.high:g}")
    return Answer(value=number)


def _listed(question: Question, text: str) -> Answer | None:
    if text and text not in question.labels:
        raise ValueError(f"it is none of {', '.join(question.labels)}")
    return Answer((text,)) if text else None


def _free(_question: Question, text: str) -> Answer | None:
    label = scrub(label_of(text))
    return Answer((label,)) if label else None


def _several(_question: Question, text: str) -> Answer | None:
    if not text:
        return None
    return Answer(tuple(dict.fromkeys(scrub(label) for label in list_of(text) if label)))


_PARSERS: dict[str, Callable[[Question, str], Answer | None]] = {
    "arousal": _number,
    "valence": _number,
    "audio_quality": _listed,
    "age": _listed,
    "gender": _free,
    "accent": _free,
    "bg_sounds": _several,
}
