"""The question that an audit, a table or a picture speaks of where none is named."""

from __future__ import annotations

from oe_quality.errors import NotComputableError
from oe_quality.scales import Question
from oe_quality.store import QuestionInfo

ALMOST_ALL = 0.9
"""Questions with at least this share of the most answers count as answered equally often."""
MOST_LABELS = 64
"""A question with more labels is a vocabulary, not a list of choices; skill cannot rest on it."""


def choose_primary(questions: tuple[QuestionInfo, ...], *, numeric: bool = False) -> tuple[str, str]:
    """The question on which skill rests: closed before open, then answered most, then with most labels.

    Args:
        questions: of the store.
        numeric: whether the numeric question that was answered most may stand in where none has labels.

    Raises:
        NotComputableError: there is no such question.
    """
    usable = [q for q in questions if _is_choice(q.question) and q.n_responses]
    rated = [q for q in questions if q.question.scale.is_numeric and q.n_responses]
    if numeric and rated and not usable:
        busiest = max(rated, key=lambda q: q.n_responses)
        return busiest.question.name, "no question has labels; of the numeric ones it was answered most"
    if not usable:
        raise _none_usable(questions)
    closed = [q for q in usable if not q.question.open_vocabulary] or usable
    most = max(q.n_responses for q in closed)
    often = [q for q in closed if q.n_responses >= ALMOST_ALL * most]
    best = max(often, key=lambda q: len(q.question.labels))
    others = len(usable) - 1
    why = "it is the only one with labels" if not others else "among those answered most it has the most labels"
    return best.question.name, why


def _none_usable(questions: tuple[QuestionInfo, ...]) -> NotComputableError:
    """Why no question can be the one: too many labels are another reason than none."""
    many = [q.question for q in questions if q.n_responses and len(q.question.labels) > MOST_LABELS]
    if many:
        which = ", ".join(f"{question.name} has {len(question.labels):,}" for question in many)
        return NotComputableError(
            f"annotators are held against a consensus on at most {MOST_LABELS} labels; {which}",
            remedy="Join labels by [labels.rename] in oeq.toml, or name a question that has fewer.",
        )
    return NotComputableError(
        f"no question here has 2 to {MOST_LABELS} labels to choose from, so there is no consensus to hold annotators "
        "against",
        remedy="Numeric questions are examined by `oeq agreement`, `oeq aggregate` and `oeq annotators`.",
    )


def _is_choice(question: Question) -> bool:
    labelled = question.scale.is_choice or question.scale.value == "multilabel"
    return labelled and not question.hierarchical and 2 <= len(question.labels) <= MOST_LABELS
