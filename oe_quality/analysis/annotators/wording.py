"""Every sentence that goes to a person, in one place, each with the rule that carries it.

A sentence says what answers do, never what somebody is; it claims no more than its rule has shown; it names nobody
else. `[messages.texts.LANGUAGE]` in the settings replaces them, sentence by sentence, for a language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from oe_quality.analysis.annotators.results import FlagCode
from oe_quality.diction import ITEMS, Diction
from oe_quality.errors import UsageError
from oe_quality.suggest import one_of

HOLES = ("name", "n", "label", "right", "of", *Diction().holes())
"""What may stand in braces in a sentence; the last four are what the data's items are called (`[words]`)."""
_HOLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, and when it may be."""

    text: str
    rule: str


SENTENCES: dict[str, Sentence] = {
    "greeting": Sentence("Hello {name}!", "the export has a user name"),
    "greeting_without_name": Sentence("Hello!", "the export has no user name"),
    "thanks": Sentence(
        "Thank you for the {n} {items} that you have annotated so far.", "distinct annotations, at least 1"
    ),
    "helps": Sentence("They help a lot.", "nothing was noticed, or there are too few annotations to say more"),
    "strength": Sentence(
        "You recognise {label} better than most: where the others are sure of it, you gave it {right} of {of} times.",
        "on items whose consensus of the others gives the label 0.9 or more, the exact (Clopper-Pearson) lower bound "
        "of the own share, at 95 % one-sided over all labels together (Bonferroni), lies above the median of all "
        "annotators' shares; and where the others are sure that it is not there, it is given no more often than "
        "the median annotator gives it",
    ),
    "dissenting": Sentence(
        "Your answers often differ from most people's, and your labels fit your own ratings well: we read it as "
        "another view and keep it. If you like, tell us how you decide; it helps us to understand.",
        "status dissenting: agreement hardly better than chance, labels that fit the own ratings, nothing odd in the "
        "conduct",
    ),
    "noticed": Sentence(
        "We look at everybody's work in the same way, and in yours there is something that we would like to "
        "understand:",
        "at least one flag with a sentence of its own, below",
    ),
    "again": Sentence(
        "Would you {look} these {items} once more and tell us how you decide? The others answered something else:",
        "two or three items on which no label is shared with what the others' consensus holds likelier than not, to "
        "which it gives 0.8 or more, and which two or more others answered",
    ),
    "question": Sentence(
        "If our form or our guideline is unclear, the mistake is ours, and you help us to find it by telling us.",
        "always, where something was noticed",
    ),
    "pause": Sentence(
        "Until we have talked, please do not annotate any further {items}: we would like to understand this with "
        "you first. What you did stays, and it is not judged before then.",
        "status exclude recommended, or a maintainer has left them out; a person decides, the letter only asks",
    ),
    "low_agreement": Sentence(
        "Your answers and the others' on the same {items} are mostly different.",
        "flag low_agreement: the upper bound of kappa lies below the threshold",
    ),
    "reversed": Sentence(
        "Some of your answers look as if two labels, or the ends of a scale, were the other way round.",
        "flag reversed: agreement lies below chance, or answers follow the items with labels swapped",
    ),
    "incoherent": Sentence(
        "Your labels and your own ratings of the same {items} do not seem to go together.",
        "flag incoherent: no correlation between own ratings and those that the own labels suggest",
    ),
    "one_label": Sentence(
        "Nearly all of your {items} have the same answer, and the others gave it less often on these {items}.",
        "flag one_label: share above the threshold, and above the others' share on the same items",
    ),
    "untouched": Sentence(
        "On many of your {items} the sliders stand where they stood before anyone moved them.",
        "flag untouched: share of annotations with all sliders in their first place",
    ),
    "speed": Sentence(
        "Some of your annotations took far less time than is usual for the {item}.",
        "flag speed: share of annotations below a fraction of the usual time for the item",
    ),
    "run": Sentence(
        "There is a long stretch of {items} with the same answer, which the others mostly did not give.",
        "flag run: longer than chance, and supported by the others on less than the threshold",
    ),
    "block": Sentence(
        "The same few answers come again and again in your annotations, whatever the {item}.",
        "flag block: answers repeat those a few before, more than in any order, and the others do not give them",
    ),
    "drift": Sentence(
        "Your answers were closer to the others' at first than later on.",
        "flag drift: agreement fell at some annotation",
    ),
    "fatigue": Sentence(
        "Towards the end of long sessions your answers are further from the others'; a break may help.",
        "flag fatigue: agreement falls within sessions",
    ),
    "copying": Sentence(
        "On many {items} your whole answer is the same as that of one other account, more often than the {items} "
        "explain. Do you perhaps work together, or use two accounts?",
        "flag copying: shared answers beyond what the others' consensus expects; nobody is said to have copied",
    ),
    "offset": Sentence(
        "You use a rating scale higher or lower than the others do on the same {items}. Neither is wrong.",
        "flag offset: mean difference beyond the threshold",
    ),
    "label_rate": Sentence(
        "You give a label more or less often than the others do on the same {items}. Neither is wrong.",
        "flag label_rate: difference of rates beyond the threshold",
    ),
    "gold": Sentence(
        "On {items} for which an answer was agreed beforehand, yours is often another.",
        "flag gold: upper bound of the share of agreed answers lies below the threshold",
    ),
    "retest": Sentence(
        "The {items} that came to you twice often got two different answers.",
        "flag retest: upper bound of the share of equal answers lies below the threshold",
    ),
}
NEEDED = ("greeting_without_name", "thanks", "question")
"""What every language must have."""
assert {code.value for code in FlagCode} <= set(SENTENCES), "every flag needs a sentence"


def sentences(language: str, texts: Mapping[str, Mapping[str, str]], diction: Diction = ITEMS) -> dict[str, str]:
    """Name -> sentence in a language, with what the data's items are called; those that it lacks are not there.

    Raises:
        UsageError: a sentence's name or a place in braces is unknown, or a needed sentence is missing.
    """
    own = texts.get(language, {})
    for name, text in own.items():
        if name not in SENTENCES:
            raise UsageError(
                f"no letter has a sentence {name!r} ([messages.texts.{language}])", remedy=one_of(name, SENTENCES)
            )
        wrong = [hole for hole in _HOLE.findall(text) if hole not in HOLES]
        if wrong:
            raise UsageError(
                f"{{{wrong[0]}}} stands for nothing in the sentence {name!r} ({language})",
                remedy=one_of(wrong[0], HOLES),
            )
    if language == "en":
        return _spoken({name: own.get(name, it.text) for name, it in SENTENCES.items()}, diction)
    missing = [name for name in NEEDED if name not in own]
    if missing:
        raise UsageError(
            f"letters in {language!r} lack: {', '.join(missing)}", remedy=f"Write them in [messages.texts.{language}]."
        )
    return _spoken(own, diction)


def _spoken(texts: Mapping[str, str], diction: Diction) -> dict[str, str]:
    return {name: filled(text, **diction.holes()) for name, text in texts.items()}


def filled(text: str, **values: object) -> str:
    """A sentence with what stands in braces filled in; what the data hold is never read as a sentence itself.

    >>> filled("Hello {name}!", name="{n}")
    'Hello {n}!'
    """
    return _HOLE.sub(lambda hole: str(values.get(hole[1], hole[0])), text)
