"""Every file that tools wrote, or that is real: what it gives without any option, with which options, or why not.

The counts are what the README beside each file says, or were counted in it by hand or by another program.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from oe_quality.errors import OeQualityError
from oe_quality.readers import ReadOptions
from oe_quality.readers.registry import read
from oe_quality.readers.text.archive import open_inputs


@dataclass
class Gives:
    """What a file gives.

    Attributes:
        items, people, answers: how many; models are people here.
        options: those that it takes to read it.
        skipped, superseded: rows that are no answers, or that later ones replaced.
        models: answers of models.
        gold: gold answers.
        scales: scales of some questions.
    """

    items: int
    people: int
    answers: int
    options: dict = field(default_factory=dict)
    skipped: int = 0
    superseded: int = 0
    models: int = 0
    gold: int = 0
    scales: dict = field(default_factory=dict)


NOBODY = "names no annotator"
SPANS = "spans"
GROUPS = frozenset({"one_hot", "wide", "counts", "zipped"})
EMOTIFY = (
    *("amazement", "solemnity", "tenderness", "nostalgia", "calmness", "power", "joyful_activation", "tension"),
    "sadness",
)
LS_SCALES = {"emotion": "nominal", "intensity": "ordinal", "arousal": "interval", "style": "multilabel"}
LS = Gives(12, 4, 159, scales=LS_SCALES)
NESTED = Gives(4, 4, 33, models=4, scales={"style": "multilabel", "intensity": "ordinal"})

CASES = {
    "tool-exports/argilla/argilla2.8_to_json.json": NESTED,
    "tool-exports/argilla/argilla2.8_to_list_flatten_False.json": NESTED,
    "tool-exports/argilla/argilla2.8_to_list_flatten_True.json": Gives(4, 4, 26, skipped=7, models=4),
    "tool-exports/audformat/db.arousal.seg.csv": Gives(5, 3, 15, models=5, scales={"arousal": "interval"}),
    "tool-exports/audformat/db.emotion.csv": Gives(5, 4, 19, models=5, scales={"emotion": "nominal"}),
    "tool-exports/audformat/db.yaml": "header of an audformat data base",
    "tool-exports/doccano/classification.csv": Gives(3, 1, 3),
    "tool-exports/doccano/classification.jsonl": Gives(3, 1, 3),
    "tool-exports/doccano/export_intent_detection.jsonl": NOBODY,
    "tool-exports/doccano/export_speech_to_text.jsonl": NOBODY,
    "tool-exports/doccano/export_text_classification.csv": NOBODY,
    "tool-exports/doccano/export_text_classification.json": NOBODY,
    "tool-exports/doccano/export_text_classification.jsonl": NOBODY,
    "tool-exports/doccano/labeling.jsonl": SPANS,
    "tool-exports/doccano/labeling_text_label.jsonl": SPANS,
    "tool-exports/label_studio/ls1.23_emotions.csv": LS,
    "tool-exports/label_studio/ls1.23_emotions.tsv": LS,
    "tool-exports/label_studio/ls1.23_emotions.json": Gives(12, 4, 159, skipped=5, gold=5, scales=LS_SCALES),
    "tool-exports/label_studio/ls1.23_emotions.json_min.json": LS,
    "tool-exports/potato/ana/user_state.json": Gives(3, 1, 9),
    "tool-exports/potato/ben/user_state.json": Gives(3, 1, 7),
    "tool-exports/potato/kim/user_state.json": Gives(2, 1, 5),
    "tool-exports/potato/export/annotations.csv": Gives(3, 3, 21, scales={"emotion": "nominal", "cues": "multilabel"}),
    "tool-exports/potato/export/annotations.jsonl": Gives(3, 3, 21, scales={"comment": "text"}),
    "tool-exports/qualtrics/sample.csv": Gives(2, 1, 2),
    "tool-exports/zooniverse/gorongosa.csv": Gives(20, 1, 80, scales={"T1": "multilabel"}),
    "tool-exports/zooniverse/kenya150.csv": Gives(91, 11, 601, superseded=5),
    "export-formats/appen.csv": Gives(2, 1, 2, gold=1),
    "export-formats/argilla.json": Gives(1, 3, 3, models=1),
    "export-formats/argilla_flat.jsonl": Gives(1, 2, 2, skipped=1, models=1),
    "export-formats/doccano_ana.jsonl": Gives(1, 1, 1, skipped=1),
    "export-formats/doccano_relation.jsonl": Gives(1, 2, 2),
    "export-formats/emolia_dim.csv": Gives(2, 1, 2),
    "export-formats/emolia_emo.csv": Gives(2, 2, 2, scales={"emotion": "ordinal"}),
    "export-formats/emolia_flags.csv": "holds no ratings",
    "export-formats/emolia_users.csv": "holds no ratings",
    "export-formats/goemotions_raw.csv": Gives(1, 1, 1, {"repeats": "last"}, skipped=1, superseded=1),
    "export-formats/hf_list.jsonl": Gives(2, 2, 3),
    "export-formats/label_studio.csv": Gives(2, 1, 4),
    "export-formats/label_studio.json": Gives(1, 3, 5, skipped=1, models=1, gold=1),
    "export-formats/label_studio_min.json": Gives(2, 1, 4),
    "export-formats/moss_audit.csv": Gives(2, 1, 2, scales={"fit": "ordinal"}),
    "export-formats/mturk.csv": Gives(1, 1, 2),
    "export-formats/potato.csv": Gives(1, 2, 2),
    "export-formats/potato_user_state.json": Gives(1, 1, 3),
    "export-formats/prodigy.jsonl": Gives(2, 2, 2, skipped=1),
    "export-formats/toloka.tsv": Gives(2, 1, 2, gold=1),
    "export-formats/wide.csv": Gives(2, 3, 4, {"wide": ("Ana", "Ben", "Kim"), "missing": ("n/a",)}),
    "export-formats/zooniverse.csv": Gives(1, 1, 2, skipped=1),
    "crowdflower-raw/amt-sample-1.csv": Gives(9, 18, 27),
    "crowdflower-raw/amt-sample-2.csv": Gives(7, 17, 63),
    "crowdflower-raw/cf-sample-1.csv": Gives(9, 18, 27),
    "crowdflower-raw/event-text-sparse-multiple-choice.csv.gz": Gives(42, 58, 840),
    "crowdflower-raw/person-video-binary-choice.csv.gz": Gives(50, 28, 1000),
    "crowdflower-raw/person-video-free-input.csv.gz": Gives(50, 57, 1000),
    "crowdflower-raw/person-video-multiple-choice.csv.gz": Gives(50, 54, 1000),
    "crowdflower-raw/person-video-sparse-multiple-choice.csv.gz": Gives(50, 45, 976),
    "crowdflower-raw/person-video-ternary-choice.csv.gz": Gives(50, 50, 1000),
    "crowdflower-raw/relex-binary-choice.csv.gz": Gives(10, 67, 150),
    "agreement-tables/anesthesia.csv": Gives(45, 5, 315, {"repeats": "occasions"}),
    "agreement-tables/cac.ben.gerry.csv": Gives(12, 2, 23, {"item": "Units", "wide": ("Ben", "Gerry")}),
    "agreement-tables/cac.dist.g1g2.csv": Gives(14, 49, 49, {"item": "Units", "counts": tuple("abcde")}),
    "agreement-tables/cac.dist4cat.csv": Gives(15, 60, 60),
    "agreement-tables/cac.raw.g1g2.csv": Gives(14, 4, 49),
    "agreement-tables/cac.raw.gender.csv": Gives(15, 4, 60),
    "agreement-tables/cac.raw4raters.csv": Gives(12, 4, 41),
    "agreement-tables/cac.raw5obser.csv": Gives(15, 5, 58),
    "agreement-tables/caries_patterns.csv": Gives(3859, 5, 19295),
    "agreement-tables/cont3x3abstractors.csv": Gives(100, 2, 200),
    "agreement-tables/cont4x4diagnosis.csv": Gives(223, 2, 446),
    "agreement-tables/distrib.6raters.csv": Gives(15, 90, 90),
    "agreement-tables/irr_anxiety.csv": Gives(20, 3, 60),
    "agreement-tables/irr_diagnoses.csv": Gives(30, 6, 180),
    "agreement-tables/irr_video.csv": Gives(20, 4, 80),
    "agreement-tables/irr_vision_crosstab.csv": Gives(7477, 2, 14954),
    "agreement-tables/krippendorff_C.csv": Gives(12, 4, 41),
    "agreement-tables/reference_values.csv": "no column is known",
    "agreement-tables/shrout_fleiss_1979.csv": Gives(6, 4, 24),
    "emotify/data.csv": Gives(400, 8407, 8407, {"item": "track id", "annotator": "anonymous", "one_hot": EMOTIFY}),
    "emotify/info.csv": "no column is known",
    "crema-d-votes/VideoDemographics.csv": "no column is known",
    "crema-d-votes/tabulatedVotes.csv.gz": Gives(22326, 212000, 212000),
    "emobank/emobank.csv.gz": "no column is known to hold the annotator",
    "emobank/individual_reader_ratings.csv.gz": Gives(
        10548, 53055, 159165, {"item": "id", "annotator": "anonymous", "label": ("V", "A", "D")}
    ),
    "emobank/meta.tsv.gz": "no column is known to hold the annotator",
    "emobank/reader.csv.gz": "no column is known to hold the annotator",
    "emobank/writer.csv.gz": "no column is known to hold the annotator",
    "emobank/individual_writer_ratings.csv.gz": Gives(
        10548, 53118, 159354, {"item": "id", "annotator": "anonymous", "label": ("V", "A", "D")}
    ),
    "crema-d-votes/summaryTable.csv.gz": "no column is known to hold the annotator",
    "masc-word-sense/annotations.csv.gz": Gives(
        *(44682, 1914, 1084551),
        {"item": ("word", "item"), "annotator": ("word", "annotator"), "label": "rating", "question": "word"},
    ),
    "masc-word-sense/senses.tsv": "no column is known to hold the item",
}
PAGE = Path(__file__).parents[2] / "docs" / "formats.md"
BEGIN, END = "<!-- real files: tests/readers/test_real_exports.py writes this table -->", "<!-- end of the table -->"
CALLED = {"one_hot": "one-hot"}


def table():
    """What each file gives, as Markdown."""
    lines = [BEGIN, "", "| file | options | what it gives |", "| --- | --- | --- |"]
    for name, case in sorted(CASES.items()):
        told = "" if isinstance(case, str) else " ".join(map(_told, case.options.items()))
        lines.append(f"| {name} | {f'`{told}`' if told else ''} | {_given(case)} |")
    return "\n".join([*lines, "", END])


def _told(option):
    name, value = option
    flag = f"--{CALLED.get(name, name)}"
    if isinstance(value, str):
        return f"{flag} {value}"
    return f"{flag} {','.join(value)}" if name in GROUPS else " ".join(f"{flag} {one}" for one in value)


def _given(case):
    if isinstance(case, str):
        return f"refused or asked about: {case}"
    counts = [(case.items, "item"), (case.people, "annotator"), (case.answers, "answer")]
    shown = [f"{n:,} {what}{'' if n == 1 else 's'}" for n, what in counts]
    more = (case.skipped, "skipped"), (case.superseded, "superseded"), (case.models, "of models"), (case.gold, "gold")
    return ", ".join([*shown, *(f"{n:,} {what}" for n, what in more if n)])


@pytest.mark.parametrize("name", CASES)
def test_a_real_file_gives_what_it_says(shared, name):
    expected = CASES[name]
    options = ReadOptions() if isinstance(expected, str) else ReadOptions(**expected.options)
    (file,) = open_inputs(shared / "data" / name)
    if isinstance(expected, str):
        with pytest.raises(OeQualityError, match=expected) as error:
            read(file, options)
        assert error.value.remedy
        return
    export = read(file, options)
    responses = export.responses
    found = Gives(
        responses["item"].n_unique(),
        responses["annotator"].n_unique(),
        responses.height,
        expected.options,
        export.counts.skipped,
        export.counts.superseded,
        int((responses["source"] == "model").sum()),
        export.gold.height,
        {question.name: question.scale.value for question in export.questions if question.name in expected.scales},
    )
    assert found == expected
    assert export.counts.rejected == 0


def test_every_file_is_accounted_for(shared):
    folders = {name.partition("/")[0] for name in CASES}
    there = [path for folder in folders for path in (shared / "data" / folder).rglob("*") if path.is_file()]
    names = {str(path.relative_to(shared / "data")) for path in there}
    assert {name for name in names if not name.endswith((".md", ".txt"))} == CASES.keys()


def test_a_folder_of_states_is_all_its_people(shared):
    files = list(open_inputs(shared / "data" / "tool-exports" / "potato"))
    assert len(files) == 5
    states = [read(file, ReadOptions()).responses for file in files if file.name.endswith("user_state.json")]
    assert {name for frame in states for name in frame["annotator"]} == {"ana", "ben", "kim"}


def test_the_page_says_what_each_file_gives():
    assert table() in PAGE.read_text(encoding="utf-8"), "python tests/readers/test_real_exports.py writes it"


if __name__ == "__main__":
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(before + table() + rest.partition(END)[2], encoding="utf-8")
