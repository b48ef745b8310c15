"""What each column of each table that leaves means, in which unit, and to how many digits it is worth reading.

A column's name means one thing wherever it stands; where a table uses a common name for something of its own, that is
said in `OWN`, by the table. The page's tables say it in their headings and helps, which are used as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

import polars as pl

BOUNDS = {"low": "lower bound of the interval of", "high": "upper bound of the interval of"}
_SHARE, _BITS, _SECONDS, _ITEMS, _PEOPLE, _ANSWERS = "0..1", "bits", "seconds", "items", "annotators", "answers"
_KAPPA = "1 at most"
COLUMNS: dict[str, tuple[str, str]] = {
    # what and who
    "item": ("name of the item", ""),
    "question": ("name of the question", ""),
    "label": ("the label; of an item, the most probable one", ""),
    "labels": ("the set of labels, parted by ;", ""),
    "scale": ("scale of the question: nominal, ordinal, multilabel, interval ...", ""),
    "annotator": ("the pseudonym; the same person has it in every store of one key", ""),
    "pseudonym": ("the pseudonym; the same person has it in every store of one key", ""),
    "alias": ("the pseudonym; the same person has it in every store of one key", ""),
    "id": ("the annotator's id in the export", ""),
    "name": ("the annotator's user name in the export", ""),
    "first": ("the first annotator, group or label of the pair", ""),
    "second": ("the second annotator, group or label of the pair", ""),
    "model": ("name of the model", ""),
    "slice": ("value of the attribute that the answers are sliced by", ""),
    "by": ("the attribute that is sliced or grouped by", ""),
    "attribute": ("the attribute that is sliced or grouped by", ""),
    "group": ("value of the attribute, or the group that an item belongs to", ""),
    "what": ("which of what is compared: first, second, or their difference; of what is missing, the part", ""),
    "answer": ("the answer that was given", ""),
    "right": ("whether it is the gold answer", ""),
    "part": ("label, or dimension, of which the row speaks", ""),
    "measure": ("what is measured", ""),
    "source": ("who gave it: export, or the name of an expert or a rule", ""),
    "note": ("a caution, empty where there is none", ""),
    "undefined": ("why there is no value, empty where there is one", ""),
    # the audit
    "status": ("outcome of the triage, or left out; of a check, whether it holds", ""),
    "reason": ("why that status; for who is left out since when and why", ""),
    "n_annotations": (
        "distinct items and occasions about which anything was answered, earlier ones too",
        "annotations",
    ),
    "kappa": ("agreement beyond chance: with the others' consensus, or of the two annotators (Cohen)", _KAPPA),
    "accuracy": ("expected share of right answers; for sets of labels the expected F1", _SHARE),
    "bits": ("information about the truth that one annotation gives", _BITS),
    "spammer_score": ("0 for answers that say nothing about the truth, negative for reversed ones", "score"),
    "gold_accuracy": ("share of right answers on items with a gold answer", _SHARE),
    "severity": ("how much lower somebody answers than others would, about the annotators' mean", "logits"),
    "infit": ("mean square of residuals weighted by information, 1 where answers follow the model", "expected"),
    "outfit": ("mean square of residuals over their variance, 1 where answers follow the model", "expected"),
    "infit_q": ("q value that answers follow the model, by infit", _SHARE),
    "outfit_q": ("q value that answers follow the model, by outfit", _SHARE),
    "category": ("the label's category, or the label where labels have no parts", ""),
    "word": ("the word within its category, empty where labels have no parts", ""),
    "n_given": ("how often it was given", "labels"),
    "share_of_given": ("of all labels given", _SHARE),
    "share_in_category": ("of the labels given of its category", _SHARE),
    "disagreement": ("the chance that two answers to it differ, free of the bias of few answers", _SHARE),
    "rank": ("place among all: 1 for the most divided item, or for the annotator nearest to the others", "place"),
    "rank_low": ("lower bound of the place", "place"),
    "rank_high": ("upper bound of the place", "place"),
    "jensen_shannon": ("Jensen-Shannon divergence of two groups' labels", _BITS),
    "total_variation": ("total variation distance of two groups' labels", _SHARE),
    "hellinger": ("Hellinger distance of two groups' labels", _SHARE),
    "per_item": ("mean over items of the Jensen-Shannon divergence of two groups' labels there", _BITS),
    "jensen_shannon_by_chance": ("the same where annotators are moved between the groups", _BITS),
    "total_variation_by_chance": ("the same where annotators are moved between the groups", _SHARE),
    "hellinger_by_chance": ("the same where annotators are moved between the groups", _SHARE),
    "per_item_by_chance": ("the same where annotators are moved between the groups", _BITS),
    "p_per_item": ("p-value that the groups give the same labels item by item", _SHARE),
    "retest": ("agreement with the own earlier answer to the same item", _SHARE),
    "coherence": ("correlation of the own ratings with those that the own labels suggest", "from -1 to 1"),
    "kappa_upper": ("one-sided upper bound of kappa, which the triage compares with low_kappa", _KAPPA),
    "noticed": ("probability that somebody who answered as many items at random would be noticed", _SHARE),
    "coherence_p": ("p-value of coherence by permutation", _SHARE),
    "alpha_change": ("Krippendorff's alpha without this annotator, minus with them", "alpha"),
    "changed_share": ("share of items whose most probable answer would differ without them", _SHARE),
    "median_seconds": ("median time of an annotation", _SECONDS),
    "fast_share": ("share of annotations faster than the threshold for their item", _SHARE),
    "untouched_share": ("share of annotations whose sliders stand where they stood", _SHARE),
    "flags": ("codes of what was noticed, parted by ;", ""),
    "excluded": ("whether a maintainer has left them out", ""),
    "own": ("labels that this annotator gave, parted by ;", ""),
    "others": ("labels that the others' consensus holds likelier than not, parted by ;", ""),
    "support": ("what the others' consensus gives to the own labels", _SHARE),
    # agreement
    "coefficient": ("name of the coefficient", ""),
    "headline": ("whether it is the one that the question is summed up by", ""),
    "value": ("the value: of the coefficient, the share, or the rating's consensus", "of what is measured"),
    "low": ("lower bound of the interval of the value beside it", "of the value"),
    "high": ("upper bound of the interval of the value beside it", "of the value"),
    "standard_error": ("standard error of the value beside it", "of the value"),
    "design_effect": ("variance of the value, by that of as many answers drawn independently", "ratio"),
    "interval": ("how the interval was made", ""),
    "population": ("of which further items and annotators the interval speaks", ""),
    "agreed": ("share of common items, or of pairs of labels, on which the two agree", _SHARE),
    "shrunk": ("kappa drawn towards the mean of all pairs, the more the fewer items the two share", _KAPPA),
    "prevalence": ("share of answers that give the label", _SHARE),
    "alpha": ("Krippendorff's alpha", _KAPPA),
    "ac1": ("Gwet's AC1", _KAPPA),
    "specific": ("specific agreement: how often somebody else gives the label where one gives it", _SHARE),
    "difference": ("difference: after less before, or the slice less the rest", "of what is measured"),
    "q_value": ("p-value after control of false discoveries over all rows (Benjamini-Yekutieli)", _SHARE),
    "p_value": ("p-value", _SHARE),
    "same": ("share of pairs of answers to the same item that are equal", _SHARE),
    "again": ("first answers against second ones, by Cohen's kappa or ICC(A,1)", _KAPPA),
    "lag_days": ("median time between consecutive answers to one item", "days"),
    "xrr": ("agreement between the two groups beyond chance (cross-replication reliability)", _KAPPA),
    "normalised": ("agreement over the geometric mean of both sides' own reliabilities", "ratio"),
    "first_alpha": ("Krippendorff's alpha within the first group, on shared items", _KAPPA),
    "second_alpha": ("Krippendorff's alpha within the second group, on shared items", _KAPPA),
    "bias": ("mean of second less first", "of the question"),
    "lower": ("lower limit of agreement", "of the question"),
    "upper": ("upper limit of agreement", "of the question"),
    "ccc": ("Lin's concordance correlation", "from -1 to 1"),
    # counts
    "n_items": ("items that it rests on", _ITEMS),
    "n_annotators": ("annotators that it rests on", _PEOPLE),
    "n_responses": ("answers to single questions that it rests on", _ANSWERS),
    "n_repeated": ("items that were answered twice or more", _ITEMS),
    "n_chosen": ("answers that gave the label", _ANSWERS),
    "n_others": ("others who answered the item, or answers outside the group", _ANSWERS),
    "n_group": ("answers in the group", _ANSWERS),
    "n_together": ("answers that gave both labels", _ANSWERS),
    "n_expected": ("answers that would give both labels by chance", _ANSWERS),
    "n_unanimous": ("items that the model and two people or more answered, who all agree", _ITEMS),
    "n_differing": ("of these the items on which the model says something else", _ITEMS),
    "n_kept": ("items that are at least so sure", _ITEMS),
    "n_gold": ("items with a gold answer among them", _ITEMS),
    # labels
    "kind": ("kind of the row: consensus, perception or rating; of a letter what it is for", ""),
    "method": ("how it was made", ""),
    "winner": ("the most probable label; empty on a tie", ""),
    "votes": ("answers so far: how many gave the label, or each label with its number", _ANSWERS),
    "probability": ("probability that the label is true", _SHARE),
    "share": ("estimated share of people who perceive the label; of splits, share of the items", _SHARE),
    "confidence": ("probability that the label is right", _SHARE),
    "set_confidence": ("probability that the whole set is right, label by label", _SHARE),
    "entropy": ("uncertainty about the label", _BITS),
    "threshold": ("confidence from which on items are kept", _SHARE),
    "share_kept": ("share of items that are at least so sure", _SHARE),
    "expected_wrong": ("share of kept items whose label the model expects to be wrong", _SHARE),
    "observed_wrong": ("share of kept items with gold whose label is wrong", _SHARE),
    # distributions
    "lift": ("how much oftener the two stand together than by chance", "ratio"),
    "phi": ("correlation of the two labels", "from -1 to 1"),
    "valence": ("mean valence of the items with the label", "of the question"),
    "arousal": ("mean arousal of the items with the label", "of the question"),
    "ellipse_vv": ("variance of valence", "of the question, squared"),
    "ellipse_va": ("covariance of valence and arousal", "of the question, squared"),
    "ellipse_aa": ("variance of arousal", "of the question, squared"),
    "standardised": ("difference over its standard error", "standard errors"),
    "detectable": ("difference that would be found four times in five", _SHARE),
    "within": ("disagreement within the group", "distance"),
    "across": ("disagreement of the group with the others", "distance"),
    "association": ("how much closer answers are within the group than across", "ratio"),
    # planning and queues
    "gain": ("what one more answer is expected to teach", "bits, or as the queue says"),
    "seconds": ("time that an answer is expected to take", _SECONDS),
    "ask": ("pseudonyms of those to ask, best first, parted by ;", ""),
    "oeq_rows": ("rows of Open Empathic in which the clip stands, those without an answer first", "row ids"),
    "link": ("where the item can be heard or seen", "https address"),
    "k": ("answers per item", _ANSWERS),
    "reliability": (
        "of the mean of k answers of other annotators; of an order, the share of differences that is more than error",
        _KAPPA,
    ),
    "same_annotators": ("reliability of the mean of k answers by the same annotators everywhere", _KAPPA),
    "needed": ("answers per item that the wanted reliability takes", _ANSWERS),
    "more_answers": ("answers that are still to be given for it", _ANSWERS),
    "width": ("wanted width of the interval, from bound to bound", "of the coefficient"),
    "expected": ("the true value that is planned for", _KAPPA),
    "null": ("the value that the coefficient is tested against", _KAPPA),
    "power": ("how often the test is to succeed", _SHARE),
    "power_now": ("how often it would succeed with the items and annotators so far", _SHARE),
    "textbook_items": ("items by the formula of `textbook`", _ITEMS),
    "textbook": ("whose formula it is, empty where none fits", ""),
    "width_now": ("width of the interval so far", "of the coefficient"),
    "least_width": ("width that endlessly many items leave with the annotators so far", "of the coefficient"),
    "level": ("nominal coverage of the interval", _SHARE),
    "items": ("number of items; of a letter, the items that it names, parted by ;", _ITEMS),
    "annotators": ("number of annotators", _PEOPLE),
    "responses": ("answers to single questions", _ANSWERS),
    "annotations": ("distinct items and occasions about which somebody answered", "annotations"),
    "questions": ("questions that were asked", "questions"),
    "exports": ("files that were loaded", "files"),
    "items_alone": ("items that give the width with the annotators so far", _ITEMS),
    "gold": ("items with a gold answer", _ITEMS),
    "split": ("the part of the data: train, validation, test ...", ""),
    # models
    "outcome": ("outcome of the alternative annotator test", ""),
    "winning_rate": ("share of people over whom the model is preferred", _SHARE),
    "advantage": ("mean probability that the model is at least as near to the others as a person is", _SHARE),
    "agreement": ("agreement of the model with people beyond chance", _KAPPA),
    "among_people": ("agreement among people beyond chance", _KAPPA),
    # comparison
    "before": ("on the earlier side", "of what is measured"),
    "after": ("on the later side", "of what is measured"),
    "confidence_before": ("confidence of the earlier label or set", _SHARE),
    "confidence_after": ("confidence of the later label or set", _SHARE),
    "why": ("the nearest reason why it is another one", ""),
    "check": ("what was required", ""),
    "passed": ("whether it holds", ""),
    "bound": ("what the value is held against", "of what is measured"),
    "margin": ("how far the value lies on the right side of the bound", "of what is measured"),
    # letters and the journal
    "language": ("language of the letter", ""),
    "text": ("the letter", ""),
    "links": ("addresses of the items that it names, parted by ;", "https addresses"),
    "about": ("codes of what was noticed, or the label of a strength, parted by ;", ""),
    "evidence": ("what stands behind it, for the maintainer alone, parted by ;", ""),
    "last_kind": ("kind of the last letter that the journal knows", ""),
    "last_sent": ("when that letter went out", "UTC"),
    "sent_at": ("when it went out", "UTC"),
    "sentence": ("a sentence of the letters; places in braces are filled in", ""),
    "rule": ("when the sentence may be said", ""),
    # what was loaded
    "batch_id": ("number of the loading", ""),
    "file": ("name of the file", ""),
    "sha256": ("SHA-256 of the file", ""),
    "format": ("form in which it was read", ""),
    "rows_read": ("rows of the file", "rows"),
    "rows_accepted": ("rows that were taken", "rows"),
    "rows_superseded": ("rows that a later row of the file replaces", "rows"),
    "rows_skipped": ("rows that are no answers", "rows"),
    "rows_rejected": ("rows that cannot be used, with a reason each", "rows"),
    "responses_added": ("answers that were new", _ANSWERS),
    "responses_updated": ("answers that replaced an earlier one", _ANSWERS),
    "responses_same": ("answers that were there already", _ANSWERS),
    "responses_outdated": ("answers that are older than those in the store", _ANSWERS),
    "responses_contested": ("answers that another file gives otherwise, with no time to tell which is later", _ANSWERS),
    "remarks": ("what was remarked on reading", ""),
    "loaded_at": ("when it was loaded", "UTC"),
}
"""Column -> meaning, unit. Bounds (`_low`, `_high`) and offsets of questions (`_offset`) are named after these."""
OWN: dict[str, dict[str, tuple[str, str]]] = {
    "annotators": {
        "kappa": ("agreement with the others' consensus beyond what the own habits reach by chance", _KAPPA),
        "n_responses": ("latest answers to the audited questions: the primary one and the ratings", _ANSWERS),
        "n_items": ("distinct items of the primary question that were answered", _ITEMS),
        "status": ("outcome of the triage, or left out", ""),
    },
    "texts": {"name": ("name of the sentence, as in [messages.texts]", "")},
    "queue": {
        "annotator": ("who answers; to be filled in", ""),
        "votes": ("answers so far, for who decides", ""),
        "row": ("row of Open Empathic in which the next answer is asked for", "row id"),
    },
    "judges": {
        "item": ("name of the item", ""),
        "people": ("the answer of people: all who answered, or most; of shares: from people's answers alone", ""),
        "model_answer": ("the answer of the model", ""),
        "n_people": ("people who answered the item", _PEOPLE),
        "of_model": ("share of items to which the model gives the label; for numbers its mean", _SHARE),
        "of_people": ("share of items to which people give the label; for numbers their mean", _SHARE),
        "difference": ("model less people; of slices: the items with the value less the others", "of what is measured"),
        "share": ("prediction-powered share of the label, or mean; of confusions: of people's label", _SHARE),
        "weight": ("how much the model counts in it", _SHARE),
        "gain": ("how many times the human answers would be as precise alone", "ratio"),
        "rogan_gladen": ("the same share after Rogan and Gladen, for two labels", _SHARE),
        "n_model_only": ("items that the model alone answered", _ITEMS),
        "value": ("value of the attribute", ""),
        "near": ("mean likeness of the model's answers to people's on these items", "1, or 0 for numbers, at most"),
        "q_value": ("p-value after Benjamini and Yekutieli over all rows", _SHARE),
        "first": ("the first model of the pair", ""),
        "second": ("the second model of the pair", ""),
        "errors": ("correlation of the errors of two models", "from -1 to 1"),
        "recall": ("share of items with the label by most people to which the model gives it", _SHARE),
        "precision": ("share of items to which the model gives the label that have it by most people", _SHARE),
        "kappa": ("agreement with most people beyond chance (Cohen)", _KAPPA),
        "bin": ("from which stated confidence to which, or all", ""),
        "confidence": ("mean stated confidence", _SHARE),
        "right": ("share of answers that most people gave too", _SHARE),
        "error": ("expected calibration error", _SHARE),
        "brier": ("mean squared distance of confidence and outcome", _SHARE),
    },
    "info": {"labels": ("labels of the question", "labels")},
}
"""Table -> the columns that it uses for something of its own."""
FAMILIES = {
    "n_": ("answers that gave {}", _ANSWERS),
    "p_": ("probability that {} is true", _SHARE),
    "share_": ("estimated share of people who perceive {}", _SHARE),
    "low_": ("lower bound of the share of people who perceive {}", _SHARE),
    "high_": ("upper bound of the share of people who perceive {}", _SHARE),
}
"""Beginning of a column that there is for each label -> meaning, unit."""
_WIDE = re.compile(
    r"(?P<question>.+?)\.(?:(?P<kind>consensus|perception)\.)?(?P<what>probability|share|low|high|votes|winner|labels|"
    r"confidence|set_confidence|entropy|n_annotators|value|standard_error)(?:\.(?P<label>.+))?"
)
"""Columns of a table that has a row for an item: question, what stands there, and the label."""
DIGITS = 4
"""Decimals in tables that leave; intervals of these numbers are far wider than that."""


def rounded(table: pl.DataFrame, digits: int = DIGITS) -> pl.DataFrame:
    """Numbers to `digits` decimals, and no minus before a zero."""
    floats = [name for name, dtype in table.schema.items() if dtype.is_float()]
    return table.with_columns(_plain(pl.col(name).round(digits)).alias(name) for name in floats)


def _plain(column: pl.Expr) -> pl.Expr:
    return pl.when(column == 0).then(0.0).otherwise(column)


def dictionary(table: pl.DataFrame, name: str = "", asked: Collection[str] = ()) -> pl.DataFrame:
    """column, meaning, unit: one row per column, in the table's order; an unknown one has no meaning.

    >>> dictionary(pl.DataFrame(schema=["item", "kappa_low"]))["meaning"].to_list()[0]
    'name of the item'

    Args:
        table: whose columns they are.
        name: of the table, for columns that it uses in a way of its own.
        asked: columns that hold answers to a question, named after it.
    """
    rows = [(column, *_meaning(column, OWN.get(name, {}), asked)) for column in table.columns]
    return pl.DataFrame(rows, schema={"column": pl.String, "meaning": pl.String, "unit": pl.String}, orient="row")


def meaning(name: str) -> tuple[str, str]:
    """Meaning and unit of a column that means the same wherever it stands; both empty where it is unknown."""
    return _meaning(name, {})


def _meaning(name: str, own: dict[str, tuple[str, str]], asked: Collection[str] = ()) -> tuple[str, str]:
    if name in asked:
        return f"answers to the question {name}", ""
    if name in own or name in COLUMNS:
        return own.get(name) or COLUMNS[name]
    stem, _, bound = name.rpartition("_")
    if bound in BOUNDS:
        what, unit = _meaning(stem, own)
        return (f"{BOUNDS[bound]} {stem}: {what}", unit) if what else ("", "")
    if bound == "offset":
        return f"mean difference from the others' answers to {stem} on the same items", "unit of the question"
    for beginning, (what, unit) in FAMILIES.items():
        if name.startswith(beginning) and name != beginning:
            return what.format(name.removeprefix(beginning)), unit
    wide = _WIDE.fullmatch(name)
    if wide is None:
        return "", ""
    meaning, unit = COLUMNS[wide["what"]]
    return ": ".join(part for part in (wide["question"], wide["label"], meaning) if part), unit


def beside(path: Path) -> Path:
    """Where the dictionary of a table lies.

    >>> beside(Path("out/labels.csv")).name
    'labels.columns.csv'
    """
    return path.with_name(f"{path.stem}.columns.csv")
