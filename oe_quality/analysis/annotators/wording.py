"""Every sentence to a person and about one, in one place, each with the rule that carries it.

A sentence says what answers do, never what somebody is; it claims no more than its rule has shown. `SENTENCES` are
those of letters, which name nobody else; `[messages.texts.LANGUAGE]` in the settings replaces them, sentence by
sentence, for a language. `ABOUT` are those that a maintainer reads: flags, the triage, what changed, what stands
behind a letter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from oe_quality.analysis.annotators.results import FlagCode
from oe_quality.diction import ITEMS, Diction
from oe_quality.errors import UsageError
from oe_quality.suggest import one_of

HOLES = ("name", "n", "label", "other", "right", "of", "question", *Diction().holes())
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
        "Thank you for your {n} annotations of {items} so far.",
        "distinct annotations; repeats count too",
    ),
    "thanks_one": Sentence("Thank you for your first {item}.", "one annotation; in its place stands thanks"),
    "helps": Sentence(
        "They help a lot.",
        "nothing was noticed, there are [triage] min_annotations or more, and the interval of kappa lies above 0",
    ),
    "early": Sentence(
        "As soon as there are more of them, we can tell you more.",
        "nothing was noticed, and there are too few annotations to say that they help: fewer than [triage] "
        "min_annotations, or the interval of kappa reaches 0",
    ),
    "strength": Sentence(
        "You recognise {label} better than most: where the others are sure of it, you gave it {right} of {of} times.",
        "on items whose consensus of the others gives the label 0.9 or more, the exact (Clopper-Pearson) lower bound "
        "of the own share, at 95 % one-sided over all labels together (Bonferroni), lies above the median of all "
        "annotators' shares; Fisher's exact test says that it is larger than that of all others together, false "
        "discoveries over all annotators controlled at 5 %; and where the others are sure that it is not there, it is "
        "given no more often than the median annotator gives it",
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
    "mixed_up": Sentence(
        "Where the others are sure of {label}, you gave {other} instead, {n} of {of} times.",
        "something was noticed; where the others' consensus gives the first label "
        "0.9 or more and the second 0.1 or less, on ten {items} or more, the second was given without the first three "
        "times or more; and the exact (Clopper-Pearson) lower bound of that share, at 95 % one-sided over all pairs of "
        "labels together (Bonferroni), lies above the share of all others together and above the own share of the "
        "second label where the others are sure of neither, if there are such {items}; Fisher's exact test says so of "
        "both, false discoveries over all annotators controlled at 5 %",
    ),
    "again": Sentence(
        "Would you {look} these {items} once more and tell us how you decide? The others answered something else:",
        "two or three items on which no label is shared with what the others' consensus holds likelier than not, to "
        "which it gives 0.8 or more, and which two or more others answered",
    ),
    "question": Sentence(
        "Perhaps it is our form or our guideline that is unclear: if you tell us, you help everybody.",
        "always, where something was noticed",
    ),
    "pause": Sentence(
        "Until we have talked, please do not annotate any further {items}: we would like to understand this with "
        "you first. What you did stays, and it is not judged before then.",
        "status exclude recommended, or a maintainer has left them out; a person decides, the letter only asks",
    ),
    "low_agreement": Sentence(
        "On the same {items} your answers and the others' go together only loosely.",
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
        "flag drift: agreement fell at some annotation, by 0.1 or more, and false discoveries over all annotators are "
        "controlled at 5 %",
    ),
    "fatigue": Sentence(
        "Towards the end of long sessions your answers are further from the others'; a break may help.",
        "flag fatigue: agreement falls within sessions, by 0.2 an hour or more, and false discoveries over all "
        "annotators are controlled at 5 %",
    ),
    "copying": Sentence(
        "On many {items} your whole answer is the same as that of one other account, more often than the {items} "
        "explain. Do you perhaps work together, or use two accounts?",
        "flag copying: shared answers beyond what the others' consensus expects; nobody is said to have copied",
    ),
    "offset": Sentence(
        "You use a rating scale higher or lower than the others do on the same {items}. Neither is wrong.",
        "flag offset: mean difference beyond the threshold; said where a language has none of the next two",
    ),
    "offset_higher": Sentence(
        "You rate {question} higher than the others do on the same {items}. Neither is wrong.",
        "flag offset, mean difference above 0",
    ),
    "offset_lower": Sentence(
        "You rate {question} lower than the others do on the same {items}. Neither is wrong.",
        "flag offset, mean difference below 0",
    ),
    "label_rate_more": Sentence(
        "You give {label} more often than the others do on the same {items}. Neither is wrong.",
        "flag label_rate of that label, difference of rates above 0",
    ),
    "label_rate_less": Sentence(
        "You give {label} less often than the others do on the same {items}. Neither is wrong.",
        "flag label_rate of that label, difference of rates below 0",
    ),
    "set_size_more": Sentence(
        "Your answers hold more labels than the others' on the same {items}. Neither is wrong.",
        "flag label_rate of the number of labels, difference above 0",
    ),
    "set_size_less": Sentence(
        "Your answers hold fewer labels than the others' on the same {items}. Neither is wrong.",
        "flag label_rate of the number of labels, difference below 0",
    ),
    "label_rate": Sentence(
        "You give a label more or less often than the others do on the same {items}. Neither is wrong.",
        "flag label_rate: difference of rates beyond the threshold; said where a language has none of the four before",
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

ABOUT: dict[str, Sentence] = {
    "low_agreement_at_chance": Sentence(
        "The answers differ from the others' about as much as answers given without looking would: kappa {kappa} on "
        "{n} annotations, and below {upper} with {level} confidence (one-sided).",
        "the one-sided upper bound of kappa lies below [triage] low_kappa, and its interval reaches 0",
    ),
    "low_agreement_above_chance": Sentence(
        "The answers agree with the others' less than most people's do, but more than answers given without looking "
        "would: kappa {kappa} on {n} annotations, and below {upper} with {level} confidence (one-sided).",
        "the one-sided upper bound of kappa lies below [triage] low_kappa, and its interval lies above 0",
    ),
    "runs_against": Sentence(
        "The {what} run against the others' of the same {items}: kappa {kappa} (at most {high}). Perhaps {how} "
        "understood the other way round.",
        "kappa is as far below 0 as [triage] low_kappa lies above it, and its interval lies below 0",
    ),
    "either_of_two": Sentence(
        "Which of the two has it right cannot be told.", "runs_against, and there are only two annotators"
    ),
    "labels_swapped": Sentence(
        "The answers do follow the {items}, but with labels swapped: the score is {score} (at most {high}). Perhaps "
        "two labels are understood the other way round.",
        "the interval of the spammer score lies below 0",
    ),
    "no_connection": Sentence(
        "The labels and the annotator's own ratings show no connection: correlation {value} on {n} annotations "
        "(p = {p}).",
        "permuting the own ratings gives a p-value of [triage] coherence_p or more, on min_annotations or more",
    ),
    "fast": Sentence(
        "{share} of {n} annotations took less than {fraction} of the usual time for the {item} (usual: {usual} s; this "
        "annotator's median: {median} s): {gist}.",
        "more such annotations than [audit] fast_share allows, by an exact binomial test, false discoveries controlled",
    ),
    "sliders_untouched": Sentence(
        "On {share} of {n} annotations all sliders stand where they stood before anyone moved them.",
        "more such annotations than [audit] untouched_share allows, by an exact binomial test, false discoveries "
        "controlled",
    ),
    "one_answer": Sentence(
        "{share} of {n} annotations say {label}; the others say so on {others} of the same {items}.",
        "share above [audit] one_label_share, and above the others' on the same items, false discoveries controlled",
    ),
    "long_run": Sentence(
        "{longest} annotations in a row have the same answer; {expected} would be usual for these answers in any "
        "order, and the others agree with {support} of that run.",
        "longer than in permutations of the own answers, false discoveries controlled; the others' support below "
        "[audit] run_support",
    ),
    "blocks_again": Sentence(
        "A block of {lag} answers comes again and again: {share} of the answers equal the one {lag} before, {expected} "
        "would be usual for these answers in any order, and the others agree with {support} of them.",
        "more than in permutations of the own answers, false discoveries controlled; the others' support below "
        "[audit] run_support",
    ),
    "fell": Sentence(
        "Agreement with the others{over} fell by {points} points after annotation {at} of {n}.",
        "a change point in the own agreement less everybody's at the time, p below [audit] drift_p, downwards",
    ),
    "tires": Sentence(
        "Within a session agreement with the others falls by {points} points an hour; shorter sessions may help.",
        "the slope within sessions is negative, p below [audit] drift_p",
    ),
    "whole_answer_shared": Sentence(
        "On {same} of {n} shared {items} the whole answer equals that of {other}{order}; {expected} would be "
        "usual{note}. It may be one person with two accounts, or two who sit together.",
        "more equal answers than the others' consensus explains, false discoveries over all pairs controlled",
    ),
    "scale_offset": Sentence(
        "{question} is {distance} {direction} than the others' on the same {n} {items}.",
        "mean difference of [audit] offset_range of the scale or more, false discoveries controlled",
    ),
    "label_rate_differs": Sentence(
        "{label} is given {more} often than by the others on the same {items}: {own} to {others} per annotation.",
        "difference of rates beyond [audit] rate_difference, false discoveries controlled",
    ),
    "set_size_differs": Sentence(
        "The answers hold {more} labels than the others' on the same {items}: {own} to {others} per annotation.",
        "difference of the mean number of labels of half a label or more, false discoveries controlled",
    ),
    "gold_share": Sentence(
        "{share} of the answers on {n} gold {items} are right.",
        "five gold items or more, and the upper bound of the share lies below [audit] gold_accuracy",
    ),
    "retest_share": Sentence(
        "On {n} {items} {seen} twice, {share} of the answers stayed the same.",
        "five repeats or more, and the upper bound of the share lies below [audit] retest",
    ),
    "too_few": Sentence("only {given}; {least} are needed", "fewer annotations than [triage] min_annotations"),
    "too_wide": Sentence(
        "the interval of kappa is too wide to judge by ({n} annotations)",
        "the interval is wider than [triage] max_kappa_width, and nothing else calls for a review",
    ),
    "and_why": Sentence(
        "{agreement}, and {why}",
        "exclude recommended: surely low agreement, and odd conduct or labels that do not fit the own ratings",
    ),
    "another_view": Sentence(
        "answers differ from the others', but the labels fit the annotator's own ratings: another view, to be kept",
        "surely low agreement, p of coherence below [triage] coherence_p, and nothing odd in the conduct",
    ),
    "low_side": Sentence(
        "agreement is on the low side: kappa {kappa}", "kappa below [triage] watch_kappa, and nothing else"
    ),
    "low_side_too": Sentence(
        "{flags}, and agreement on the low side (kappa {kappa})",
        "a flag about conduct, and kappa below [triage] watch_kappa without being surely low",
    ),
    "strength_behind": Sentence(
        "{label} was given {right} of {of} times where the others are sure of it; at least {low} with 95 % confidence "
        "over all labels, and half of all annotators reach {usual}.",
        "as the letter's sentence strength",
    ),
    "mixed_up_behind": Sentence(
        "{other} was given instead of {label} {n} of {of} times where the others are sure; at least {low} with 95 % "
        "confidence over all pairs of labels, and all others together did so in {usual}.",
        "as the letter's sentence mixed_up",
    ),
    "new_person": Sentence("{n} annotations so far{status}", "was not there at the earlier look"),
    "was": Sentence("was: {before}", "left out since the earlier look"),
    "taken_back": Sentence("now: {after}", "left out at the earlier look, and no longer"),
    "status_moved": Sentence(
        "{after}, was: {before}", "on the list is who has the status review or exclude recommended, at one look only"
    ),
    "rose": Sentence(
        "kappa rose by {rise} ({low} to {high}) after {what} on {when}",
        "ten answers or more on both sides of the word, and the interval of the difference lies above 0",
    ),
    "quiet_since": Sentence(
        "last answer on {when}",
        "answered in the time before the first look that is as long as that between the two, and not since",
    ),
    "few_to_judge": Sentence(
        "{n} annotations are too few to judge anybody by", "fewer annotations than [triage] min_annotations"
    ),
    "as_by_chance": Sentence(
        "{people} ({share} of all annotations) {agree} with the others about as much as answers given without looking "
        "would{kappas}, and something else speaks for it too: {reasons}. Look at the evidence and ask before you leave "
        "anyone out; nothing is deleted.",
        "status exclude recommended: surely low agreement, and odd conduct or labels that do not fit the own ratings",
    ),
    "to_talk_to": Sentence("{people} to have a friendly word with: {reasons}.", "status review"),
    "alike_pair": Sentence(
        "{pair} share more answers than the {items} explain: {same} of {shared} equal, {expected} expected. Ask "
        "whether they worked together, or are one person.",
        "one pair with a flag copying: shared answers beyond what the others' consensus expects, false discoveries "
        "controlled over all pairs",
    ),
    "alike_pairs": Sentence(
        "{n} pairs of annotators share more answers than the {items} explain, the clearest {pair}: {same} of {shared} "
        "equal, {expected} expected. Ask whether they worked together, or are one person.",
        "several pairs as in alike_pair; the first has the strongest evidence",
    ),
    "other_views": Sentence(
        "{named}: answers differ from the others' but fit together. Keep them; they may see what others miss.",
        "status dissenting, as another_view",
    ),
    "keep_an_eye": Sentence(
        "{people} with something to keep an eye on, and nothing to do yet: {named}.", "status watch"
    ),
    "nothing_said": Sentence(
        "{people} with too few annotations to judge; nothing is said about them.", "status insufficient"
    ),
    "nobody_twice": Sentence(
        "No two annotations are known to be by one person, so nothing can be said of single people; how far people "
        "agree and what they answered can be.",
        "no annotator with two annotations",
    ),
    "in_line": Sentence(
        "{share} of the judged annotators show nothing that asks for a closer look{middle}. Thank them.",
        "status ok, of all whose status is not insufficient",
    ),
    "left_out_here": Sentence(
        "{people} left out of everything here by a maintainer{named}.", "a maintainer's decision that stands"
    ),
    "good_record": Sentence(
        "their record is good: on the same {items} {agreed} of the others gave the same answer, and half of all "
        "annotators reach {usual}",
        "the mean share of others with the same answer reaches the median of everybody with enough annotations",
    ),
}
"""What a maintainer reads about a person; thresholds in brackets are settings."""
GISTS: dict[str, str] = {
    "low_agreement": "low agreement",
    "reversed": "answers the other way round",
    "incoherent": "labels that do not fit the own ratings",
    "one_label": "one answer nearly always",
    "untouched": "sliders left alone",
    "speed": "much faster than others",
    "run": "long runs of one answer",
    "block": "blocks of answers that come again and again",
    "drift": "agreement fell over time",
    "fatigue": "agreement falls within sessions",
    "copying": "answers shared with another annotator",
    "offset": "a rating scale used higher or lower",
    "label_rate": "a label given more or less often",
    "gold": "gold answers often missed",
    "retest": "own answers change on repeats",
    "at_chance": "agreement no better than chance",
    "above_chance": "low, but above chance: agreement",
    "shorter_than_item": "faster than the {items} allow ({shorter} of {timed} took less time than the {item} lasts)",
    "fast_for_length": "much faster than others on {items} of that length",
}
"""A flag in a few words, for lists; those below the codes go before them where more is known."""
assert {code.value for code in FlagCode} <= set(GISTS), "every flag needs a few words"


def about(name: str, **values: object) -> str:
    """A sentence of `ABOUT`, or a few words of `GISTS`, filled in.

    >>> about("too_few", given="3 annotations", least=20)
    'only 3 annotations; 20 are needed'
    """
    return filled(ABOUT[name].text if name in ABOUT else GISTS[name], **{**ITEMS.holes(), **values})


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
