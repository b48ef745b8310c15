"""What the columns of the page's tables mean beyond what they mean everywhere, and in which unit they are.

`dictionary` says it of columns that mean one thing wherever they stand; a table that uses a name for something of its
own says it here, under the beginning of its id, as ids end with the question.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from oe_quality.dictionary import meaning
from oe_quality.render.page.blocks import Table

_SHARE, _ITEMS, _ANSWERS, _ANNOTATIONS = "0..1", "items", "answers", "annotations"
_KAPPA = "1 at most"
_P = ("p-value", _SHARE)
_Q = ("share of such findings expected to be false alarms (false discovery rate)", _SHARE)
_PLACE = ("place in the drawing, from 0", "places")
_RANK = ("place in the list, from 1", "places")
_FROM = ("lower end of the class", "of the question")
_TO = ("upper end of the class", "of the question")
Meaning = tuple[str, str]

OWN: dict[str, dict[str, Meaning]] = {
    "annotators-table": {"kappa_before": ("agreement with the others at the earlier look", _KAPPA)},
    "noticed": {
        "words": ("what was noticed, in a sentence", ""),
        "rule": ("when it is noticed, with the threshold in force", ""),
        "settings": ("keys of oeq.toml that set it", ""),
        "flag": ("code of what was noticed", ""),
        "value": ("what was measured", "of what is measured"),
        "threshold": ("what it is held against", "of what is measured"),
        "p": _P,
        "q": _Q,
        "n": ("annotations, or shared items of a pair, that it rests on", _ANNOTATIONS),
        "status": ("outcome of the triage", ""),
        "question": ("question that it speaks of, empty where of all", ""),
    },
    "behaviour": {
        "n": ("annotations", _ANNOTATIONS),
        "top_label": ("the answer given most", ""),
        "top_label_share": ("share of the own answers that give it", _SHARE),
        "others_top_share": ("share of the others' answers to the same items that give it", _SHARE),
        "entropy": ("variety of the own answers", "bits"),
        "longest_run": ("longest run of equal answers in the order of time", _ANSWERS),
        "expected_run": ("longest run of the same answers in random order, on average", _ANSWERS),
        "run_p": ("p-value of the run by permutation", _SHARE),
        "sessions": ("stretches of work without a long pause", "sessions"),
        "largest_session": ("annotations in the longest session", _ANNOTATIONS),
        "busiest_hour": ("hour of the day with most annotations", "hour, UTC"),
        "night_share": ("share of annotations from 0 to 5 o'clock UTC", _SHARE),
    },
    "runs": {
        "longest": ("longest run of equal answers in the order of time", _ANSWERS),
        "expected": ("longest run of the same answers in random order, on average", _ANSWERS),
        "p": ("p-value of the run by permutation", _SHARE),
        "n": ("annotations", _ANNOTATIONS),
        "notice": ("what was noticed of it, empty where nothing", ""),
        "rank": _RANK,
    },
    "habits": {
        "habit": ("the habit", ""),
        "share": ("share of annotations that show it", _SHARE),
        "notice": ("what was noticed of it, empty where nothing", ""),
        "n": ("annotations", _ANNOTATIONS),
    },
    "drift": {
        "n": ("annotations in the order of time", _ANNOTATIONS),
        "drop": ("agreement before the change less agreement after it", "agreement"),
        "at": ("annotations before the change", _ANNOTATIONS),
        "p": ("p-value of the fall by permutation", _SHARE),
        "detectable": ("smallest fall that would be found four times in five", "agreement"),
        "fatigue": ("change of agreement per hour within sessions", "agreement an hour"),
        "fatigue_p": ("p-value of that", _SHARE),
    },
    "rolling": {
        "position": ("answer in the order of time, from 1", "place"),
        "agreement": ("mean agreement with the others over the last answers, less what their items allow", "agreement"),
        "comparable": ("answers among the last ones that somebody else gave too", _ANSWERS),
        "low": ("limit below, from the own answers in random order", "agreement"),
        "high": ("limit above, from the own answers in random order", "agreement"),
    },
    "in-order": {
        "position": ("first answer of the stretch in the order of time, from 1", "place"),
        "until": ("last answer of the stretch", "place"),
        "label": ("the answer of the stretch", ""),
        "shown": ("the answer as it is drawn; rare ones are put together", ""),
        "rank": _PLACE,
    },
    "confusion": {"truth": ("label of the consensus", ""), "answer": ("answer given", ""),
                  "share": ("share of answers to items with this consensus", _SHARE)},
    "own-confusion": {"truth": ("label of the consensus", ""), "answer": ("answer given", ""),
                      "share": ("share of answers to items with this consensus", _SHARE)},
    "guideline": {
        "reliable": ("share of true cases that the more reliable half misses", _SHARE),
        "others": ("share of true cases that the others miss", _SHARE),
        "gap": ("the others' share less the reliable half's", "difference of shares"),
    },
    "missed": {
        "found": ("share given where the consensus has the label", _SHARE),
        "added": ("share given where the consensus does not have it", _SHARE),
        "prevalence": ("share of items that the label applies to, estimated", _SHARE),
    },
    "confusions": {
        "label": ("what one of the two gave", ""),
        "other": ("what the other gave", ""),
        "pairs": ("pairs of answers to one item that gave the one and the other; sets count by part", "pairs"),
        "share": ("share of these among pairs of which either gave one of the two", _SHARE),
        "lift": ("how much oftener than unrelated answers of the same frequencies", "ratio"),
    },
    "gold-answers": {
        "answer": ("answer given", ""),
        "gold": ("gold answer", ""),
        "right": ("whether the answer is as the gold", ""),
    },
    "gold-doubtful": {
        "gold": ("gold answer", ""),
        "usual": ("most frequent answer; ties side by side, parted by ;", ""),
        "right": ("answers that are as the gold", _ANSWERS),
        "n": ("answers", _ANSWERS),
        "share": ("share of answers that are as the gold", _SHARE),
    },
    "gold-accuracy": {"value": ("share of answers that are as the gold", _SHARE),
                      "n": ("answers to gold items", _ANSWERS)},
    "retest": {"value": ("agreement with the own earlier answer to the same item", _SHARE),
               "n": ("items answered again", _ITEMS)},
    "skill": {
        "n": ("annotations", _ANNOTATIONS),
        "seconds": ("median time of an annotation", "seconds"),
        "rank": ("place by agreement, from the highest, from 1", "places"),
        "status": ("outcome of the triage", ""),
    },
    "speed": {
        "n": ("annotations", _ANNOTATIONS),
        "seconds": ("median time of an annotation", "seconds"),
        "status": ("outcome of the triage", ""),
    },
    "offsets": {
        "offset": ("mean difference from the others' answers on the same items", "of the question"),
        "n": ("answers compared", _ANSWERS),
        "place": _PLACE,
    },
    "copying-reach": {
        "overlap": ("items that a pair shares, about", _ITEMS),
        "rate": ("smallest share of copied answers that is found four times in five", _SHARE),
    },
    "alike": {
        "pair": ("the two annotators", ""),
        "source": ("who answered first as a rule, or the first by name", ""),
        "copier": ("who answered later as a rule, or the second by name", ""),
        "n_shared": ("items that both answered", _ITEMS),
        "same": ("equal answers among them", _ANSWERS),
        "expected": ("equal answers that the others' answers explain", _ANSWERS),
        "same_share": ("share of shared items with equal answers", _SHARE),
        "expected_share": ("share of shared items with equal answers that is explained", _SHARE),
        "later_share": ("share of shared items on which the second answered later", _SHARE),
        "z": ("equal answers beyond the expected ones", "standard errors"),
        "q": ("p-value after control of false discoveries over all pairs", _SHARE),
    },
    "coverage": {
        "confidence": ("confidence from which on items are kept", _SHARE),
        "coverage": ("share of items that are at least so sure", _SHARE),
        "expected": ("share of kept items whose label the model expects to be right", _SHARE),
        "observed": ("share of kept items with gold whose label is right", _SHARE),
    },
    "shares": {
        "share": ("lower end of the class of shares of people who give the label", _SHARE),
        "items": ("items in the class", _ITEMS),
    },
    "votes": {"items": ("items whose label rests on this", _ITEMS), "status": ("on what the label rests", "")},
    "ratings": {"from": _FROM, "to": _TO, "items": ("items whose rating lies in the class", _ITEMS)},
    "contested": {
        "status": ("on what the label rests", ""),
        "entropy": ("spread of the votes; 0 if all chose the same", "bits"),
        "votes": ("each label with the answers that gave it", _ANSWERS),
        "confidence": ("probability of the most probable label", _SHARE),
    },
    "given": {"value": ("share of answers that give the label", _SHARE)},
    "by-": {"value": ("share of answers that give the label, or mean rating", "0..1, or of the question")},
    "variety": {"value": ("mean distance of two answers", "distance")},
    "groups": {
        "difference": ("share of answers, or mean rating, less the others' on the same items", "of what is compared"),
        "standardised": ("the difference by the standard deviation between annotators", "standard deviations"),
        "detectable": ("smallest difference that would be found four times in five", "of what is compared"),
        "n_group": ("annotators in the group", "annotators"),
        "n_others": ("annotators outside it", "annotators"),
    },
    "cohesion": {
        "n_group": ("annotators in the group", "annotators"),
        "within": ("agreement beyond chance among the group", _KAPPA),
        "across": ("agreement beyond chance with everybody else", _KAPPA),
        "difference": ("agreement within the group less that with the others", "agreement"),
    },
    "plan-summary": {
        "answers": ("answers that gave the label, or all", _ANSWERS),
        "one answer": ("reliability of a single answer", _KAPPA),
        "as now": ("reliability with as many answers per item as there are", _KAPPA),
        "low": ("lower bound of the interval of one answer's reliability", _KAPPA),
        "high": ("upper bound of the interval of one answer's reliability", _KAPPA),
        "needed": ("answers per item that reach the target; empty where no number does", _ANSWERS),
        "from": ("the same at the reliability's upper bound", _ANSWERS),
        "to": ("the same at the reliability's lower bound; empty where no number does", _ANSWERS),
        "more answers": ("answers still to be given, over all items", _ANSWERS),
    },
    "plan": {
        "target": ("reliability to be reached", _KAPPA),
        "main": ("1 for the question as a whole, 0 for a label", "0 or 1"),
        "place": _PLACE,
    },
    "queue": {
        "rank": _RANK,
        "votes": ("each label with the answers that gave it", _ANSWERS),
        "seconds": ("time that an answer usually takes", "seconds"),
        "n_annotators": ("annotators who answered so far", "annotators"),
    },
    "flips": {
        "before": ("label on the earlier side, empty where it tied", ""),
        "after": ("label on the later side, empty where it tied", ""),
    },
    "left-out": {"since": ("day from which on", "UTC"), "reason": ("why, in the maintainer's words", "")},
    "packages": {"name": ("name of the library", ""), "version": ("its version", "")},
    "settings": {"setting": ("section and key in oeq.toml", ""), "value": ("its value", "")},
    "model": {
        "of_model": ("share of items with the label by the model; for numbers its mean", "0..1, or of the question"),
        "of_people": ("the same of people on the same items", "0..1, or of the question"),
        "people": ("what people say", ""),
        "model_answer": ("what the model says", ""),
        "n_people": ("people who answered the item", "annotators"),
        "recall": ("share of people's that the model gives too", _SHARE),
        "precision": ("share of the model's that people give too", _SHARE),
        "bin": ("class of stated confidence", _SHARE),
        "confidence": ("mean stated confidence", _SHARE),
        "right": ("share that most people say too", _SHARE),
        "error": ("expected calibration error", _SHARE),
        "gain": ("how many times the human answers would do as well alone", "ratio"),
    },
}  # fmt: skip
"""Beginning of a table's id -> its columns that mean something of their own, with their unit."""


def columns_of(table: Table) -> list[tuple[str, str, str]]:
    """(column, meaning, unit) of everything in a table's file; where nothing else is known, what its heading says."""
    own = OWN[max(fitting, key=len)] if (fitting := [name for name in OWN if table.id.startswith(name)]) else {}
    heads = {column.name: column.help or column.title for column in table.columns}
    found = ((name, *(own.get(name) or meaning(name))) for name in table.frame.columns)
    return [(name, what or heads.get(name, ""), unit) for name, what, unit in found]


def all_columns(tables: Sequence[Table]) -> pl.DataFrame:
    """table, column, meaning, unit: the columns of all tables."""
    rows = [(table.id, *row) for table in tables for row in columns_of(table)]
    return pl.DataFrame(rows, schema=dict.fromkeys(("table", "column", "meaning", "unit"), pl.String), orient="row")
