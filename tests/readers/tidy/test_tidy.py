import json
from datetime import datetime

import krippendorff
import polars as pl
import pytest

from oe_quality.errors import InputError, UsageError
from oe_quality.readers import ReadOptions, Repeats, open_export
from oe_quality.readers.rows import ATTRIBUTE, GOLD, REJECT, RESPONSE
from oe_quality.scales import Question, Scale, parse_scale

ROWS = "item,worker,answer\na,w1,yes\na,w2,no\nb,w1,yes\n"


def test_rows_become_responses_in_the_canonical_form(load, answers):
    export = load(ROWS)
    assert answers(export, "answer") == {("a", "w1"): ("yes",), ("a", "w2"): ("no",), ("b", "w1"): ("yes",)}
    assert dict(export.responses.schema) == RESPONSE
    assert dict(export.gold.schema) == GOLD
    assert dict(export.items.schema) == dict(export.annotators.schema) == ATTRIBUTE
    assert dict(export.rejects.schema) == REJECT
    assert export.responses["line"].to_list() == [2, 3, 4]
    assert export.questions[0].labels == ("no", "yes")


def test_the_same_rows_in_every_form_give_the_same_responses(load, tmp_path):
    frame = pl.DataFrame(
        {"item": [1, 2], "worker": [2**63 + 9, 7], "rating": [1.5, 2.0]}, schema_overrides={"worker": pl.UInt64}
    )
    frame.write_parquet(tmp_path / "a.parquet")
    records = frame.to_dicts()
    forms = {
        "csv": frame.write_csv(),
        "quoted": frame.write_csv(quote_style="always"),
        "tsv": frame.write_csv(separator="\t"),
        "semicolons": frame.write_csv(separator=";"),
        "windows": frame.write_csv(line_terminator="\r\n"),
        "jsonl": "\n".join(map(json.dumps, records)),
        "json": json.dumps(records),
        "parquet": (tmp_path / "a.parquet").read_bytes(),
    }
    for name, content in forms.items():
        responses = load(content, name).responses
        assert responses.select("item", "annotator", "value").rows() == [
            ("1", "9223372036854775817", 1.5),
            ("2", "7", 2.0),
        ], name


def test_ids_beyond_64_bits_are_text(shared):
    export = open_export(shared / "data" / "google-fact-eval" / "Google_KG_institution_CrowdScale_v3_judgments.csv.gz")
    annotators = export.responses["annotator"].unique()
    assert len(annotators) == 57
    assert "16671464637895630418" in annotators
    assert export.counts.read == 216725
    # 1,763 rows say what others say; 92 contradict another, and no time tells which is later.
    assert export.counts.superseded == 1763 + 92
    assert export.responses["item"].n_unique() == 42624


@pytest.mark.parametrize(
    ("name", "columns", "read", "items", "workers", "superseded"),
    [
        ("web-relevance/label.csv", "", 15567, 2665, 177, 0),
        ("s-rel/label.csv", "", 98453, 20231, 766, 1283 + 564),
        ("d-possent/label.csv", "", 20000, 1000, 85, 0),
        ("d-product/answer.csv", "", 24945, 8315, 176, 0),
        ("bluebirds/answer.csv", "", 4212, 108, 39, 0),
        ("dog/dogs-1.merged.label.tsv", "item,annotator,label", 8070, 807, 109, 0),
        ("music-genre/MS.csv", "worker,item,label,gold", 2945, 700, 44, 0),
        ("movie-sentiment-amt/SP_amt.csv", "worker,item,label,gold,seconds", 10000, 500, 143, 0),
        ("zencrowd-in/ZenCrowd_in.csv", "worker,item,label,gold,seconds", 11205, 2040, 25, 538 + 303),
    ],
)
def test_the_truth_inference_sets_load_as_they_are(shared, name, columns, read, items, workers, superseded):
    options = ReadOptions(columns=tuple(columns.split(",")) if columns else ())
    export = open_export(shared / "data" / "truth-inference" / name, options)
    assert (export.counts.read, export.counts.rejected, export.counts.skipped) == (read, 0, 0)
    assert export.counts.superseded == superseded
    assert export.responses["item"].n_unique() == items
    assert export.responses["annotator"].n_unique() == workers
    assert export.questions[0].scale is Scale.NOMINAL
    assert export.gold.height == (items if "gold" in columns else 0)
    assert export.responses["duration_s"].null_count() == (0 if "seconds" in columns else export.responses.height)


def test_snow_2008_loads_as_it_is(shared):
    for name, scale in (("anger", Scale.INTERVAL), ("wordsim", Scale.INTERVAL), ("rte", Scale.NOMINAL)):
        export = open_export(shared / "data" / "snow2008" / f"{name}.standardized.tsv")
        assert export.questions[0].scale is scale
        assert export.counts.accepted == export.counts.read
        assert export.gold.height == export.responses["item"].n_unique()


def test_earkick_words_are_numbers_and_none_is_one_of_them(shared):
    words = "None<A little<Moderate<Extremely"
    options = ReadOptions(
        label=("happy", "anger"),
        scales=(parse_scale(f"happy=interval:{words}"), parse_scale(f"anger=interval:{words}")),
    )
    export = open_export(shared / "data" / "earkick-speech-emotion" / "assessment.csv", options)
    raw = pl.read_csv(shared / "data" / "earkick-speech-emotion" / "assessment.csv", infer_schema=False)
    assert export.responses.height == 2 * 1044
    for name in ("happy", "anger"):
        mean = raw[name].replace_strict(dict(zip(words.split("<"), range(4), strict=True))).mean()
        assert export.responses.filter(question=name)["value"].mean() == pytest.approx(mean)
    assert export.responses["created_at"].null_count() == export.responses["duration_s"].null_count() == 0


def test_the_alphas_published_for_earkick_come_out(shared):
    folder = shared / "data" / "earkick-speech-emotion"
    published = pl.read_csv(folder / "published_alpha.csv")
    emotions = ("happy", "sad", "anger", "surprise", "disgust", "fear")
    scales = tuple(parse_scale(f"{name}=interval:None<A little<Moderate<Extremely") for name in emotions)
    responses = open_export(folder / "assessment.csv", ReadOptions(item="id", label=emotions, scales=scales)).responses
    noted = pl.read_csv(folder / "assessment.csv", infer_schema=False).filter(pl.col("notes") != "")["id"].unique()
    kept = responses.filter(~pl.col("item").is_in(noted.to_list()))
    assert kept["item"].n_unique() == 317
    for name in emotions:
        ratings = (
            kept.filter(question=name).pivot("item", index="annotator", values="value").drop("annotator").to_numpy()
        )
        expected = published.filter(slice="all 317", emotion=name)["published_alpha_interval"].item()
        alpha = krippendorff.alpha(ratings, level_of_measurement="interval")
        assert alpha == pytest.approx(expected, abs=0.0051), name


def test_crowdflower_lists_are_sets_of_labels(shared):
    export = open_export(shared / "data" / "crowdflower-raw" / "person-video-multiple-choice.csv.gz")
    assert export.questions[0].scale is Scale.MULTILABEL
    assert export.responses.height == 1000
    assert export.responses["item"].n_unique() == 50
    assert export.responses["created_at"].min() > datetime(2018, 8, 1)


def test_question_is_the_item_only_where_nothing_else_is(load):
    named = load("item,question,worker,answer\na,mood,w1,x\na,tone,w1,y\n")
    assert [question.name for question in named.questions] == ["mood", "tone"]
    assert load("question,worker,answer\na,w1,x\nb,w1,y\n").responses["item"].to_list() == ["a", "b"]


def test_columns_can_be_named_whatever_their_case_and_blanks(load):
    export = load("Track, Who ,Felt As\n1,me,joy\n", item="track", annotator="who", label="felt_as")
    assert export.responses.select("item", "annotator", "question").rows() == [("1", "me", "Felt As")]


def test_item_and_annotator_may_be_composed(load):
    export = load("word,n,worker,label\nadd,1,3,x\n", item=("word", "n"), annotator=("word", "worker"))
    assert export.responses.select("item", "annotator").rows() == [("add:1", "add:3")]


def test_several_label_columns_are_several_questions(load):
    export = load("item,worker,happy,sad\na,w1,1,\na,w2,,\n", label=("happy", "sad"))
    assert export.responses.select("annotator", "question").rows() == [("w1", "happy")]
    assert (export.counts.accepted, export.counts.skipped) == (1, 1)


def test_the_only_question_takes_the_declared_or_given_name(load):
    assert load(ROWS, question_name="fact").questions[0].name == "fact"
    assert load(ROWS, scales=(parse_scale("fact=nominal"),)).questions[0].name == "fact"


@pytest.mark.parametrize(
    ("cells", "scale"),
    [
        ([str(n % 10) for n in range(40)], Scale.NOMINAL),
        ([str(n) for n in range(40)], Scale.INTERVAL),
        (["1", "2.5"], Scale.INTERVAL),
        (["1", "nan"], Scale.NOMINAL),
        (["1", "inf"], Scale.NOMINAL),
        (["None", "nan", "NA"], Scale.NOMINAL),
        (['["a"]', "[]"], Scale.MULTILABEL),
    ],
)
def test_a_scale_is_inferred_and_said(load, cells, scale):
    rows = [{"item": number, "worker": "w", "label": cell} for number, cell in enumerate(cells)]
    export = load(json.dumps(rows))
    assert export.questions[0].scale is scale
    assert any(f"taken as {scale}" in remark for remark in export.remarks)
    assert export.counts.accepted == len(cells)


def test_only_the_empty_cell_is_missing_unless_more_is_said(load):
    text = "item,worker,label\na,w1,None\na,w2,\na,w3,NA\n"
    assert load(text).counts.skipped == 1
    assert load(text, missing=("NA", "None")).counts.skipped == 3


def test_labels_beyond_a_declared_scale_are_rejected(load):
    scale = parse_scale("label=ordinal:low<mid<high")
    export = load("item,worker,label\na,w1,mid\na,w2,huge\n", scales=(scale,))
    assert export.counts.rejected == 1
    assert export.rejects.rows() == [(3, "label", "the answer is not among the declared labels (low, mid, high)")]
    assert export.questions == (scale,)


def test_numbers_out_of_declared_bounds_are_rejected(load):
    export = load(
        "item,worker,label\na,w1,3\na,w2,11\na,w3,nan\na,w4,x\n", scales=(parse_scale("label=interval:0..10"),)
    )
    assert export.responses["value"].to_list() == [3]
    assert export.rejects["reason"].to_list() == ["the answer is outside 0..10", "it is no finite number"]
    assert export.counts.skipped == 1  # nan is no answer


def test_bounds_may_be_open(load):
    scale = Question("label", Scale.RATIO, low=0)
    export = load("item,worker,label\na,w1,3\na,w2,-1\n", scales=(scale,))
    assert export.rejects["reason"].to_list() == ["the answer is outside 0.."]


def test_a_header_may_stand_over_columns_that_are_named(load):
    assert load("Item,Worker,Label\na,w1,x\n", columns=("item", "worker", "label")).counts.read == 1


def test_a_column_named_like_a_question_does_not_disturb_wide_answers(load):
    export = load("item,worker,attribute,happy,sad\na,w1,q,1,2\n", label=("happy", "sad"))
    assert [question.name for question in export.questions] == ["happy", "sad"]


def test_a_value_column_is_a_number_whatever_it_looks_like(load):
    export = load("item,worker,score\na,w1,1\na,w2,2\n", value="score")
    assert export.questions[0].scale is Scale.INTERVAL
    assert export.responses["value"].to_list() == [1, 2]


@pytest.mark.parametrize(
    ("repeats", "kept", "occasions", "superseded"),
    [
        (Repeats.LAST, ["z"], [""], 2),
        (Repeats.FIRST, ["x"], [""], 2),
        (Repeats.OCCASIONS, ["x", "y", "z"], ["", "002", "003"], 0),
    ],
)
def test_repeats_are_what_they_are_said_to_be(load, repeats, kept, occasions, superseded):
    export = load("item,worker,label\na,w1,x\na,w1,y\na,w1,z\nb,w1,q\n", repeats=repeats)
    of_a = export.responses.filter(item="a")
    assert of_a["labels"].list.first().to_list() == kept
    assert of_a["occasion"].to_list() == occasions
    assert export.counts.superseded == superseded


def test_repeats_without_a_time_count_where_they_say_the_same(load):
    export = load("item,worker,label\na,w1,x\na,w1,y\nb,w1,q\nb,w1,q\nb,w2,q\n")
    assert export.responses.select("item", "annotator").rows() == [("b", "w1"), ("b", "w2")]
    assert (export.counts.accepted, export.counts.superseded) == (2, 3)
    said = " ".join(export.remarks)
    assert "2 rows contradict another answer by the same annotator" in said
    assert "--repeats last, first or occasions" in said
    assert "1 row repeats an answer by the same annotator; the last one by time counts, and of equal ones one." in said


def test_a_file_most_of_which_contradicts_itself_is_asked_about(load):
    text = "word,item,worker,label\n" + "".join(f"{word},{n % 5},w,{word}{n}\n" for word in "ab" for n in range(15))
    with pytest.raises(InputError, match="30 of 30 rows contradict") as refused:
        load(text)
    assert "--item A --item B" in refused.value.remedy
    assert "Not read: 'word'." in refused.value.remedy
    assert load(text, repeats="last").counts.accepted == 5


def test_the_last_repeat_is_the_last_in_time(load):
    export = load("item,worker,label,time\na,w1,late,2024-01-02\na,w1,early,2024-01-01\n")
    assert export.responses["labels"].to_list() == [["late"]]


def test_the_retests_of_dawid_and_skene_survive(shared):
    path = shared / "data" / "agreement-tables" / "anesthesia.csv"
    export = open_export(path, ReadOptions(repeats="occasions"))
    assert export.responses.height == 315
    assert export.responses.select("item", "annotator", "occasion").is_unique().all()


def test_times_durations_and_weights_are_read(load):
    export = load(
        "item,worker,label,weight,created_at,duration\n"
        "a,w1,x,0.5,2024-01-01T12:00:00+02:00,3\n"
        "a,w2,x,,1/31/2024 08:00:00,\n"
        "a,w3,x,2,yesterday,soon\n"
        "a,w4,x,-1,,\n",
        weight="weight",
        scales=(parse_scale("label=multilabel"),),
    )
    assert export.responses["weights"].to_list() == [[0.5], None, [2.0]]
    assert export.responses["created_at"].to_list() == [datetime(2024, 1, 1, 10), datetime(2024, 1, 31, 8), None]
    assert export.responses["duration_s"].to_list() == [3, None, None]
    assert export.counts.rejected == 1
    assert export.rejects.select("line", "column").rows() == [(4, "created_at"), (4, "duration"), (5, "weight")]


WEIGHTED = "item,worker,answer,weight\na,w1,x,2\na,w2,y,1\n"


@pytest.mark.parametrize("scales", [(), (parse_scale("answer=ordinal:x<y"),)])
def test_a_weight_that_would_have_no_effect_is_refused(load, scales):
    with pytest.raises(UsageError, match="'weight' would have no effect") as caught:
        load(WEIGHTED, weight="weight", scales=scales)
    assert "--scale answer=multilabel" in caught.value.remedy


def test_a_guessed_weight_that_would_have_no_effect_is_passed_over(load):
    export = load(WEIGHTED)
    assert export.responses["weights"].to_list() == [None, None]
    assert any(remark.startswith("The column 'weight' is passed over") for remark in export.remarks)


def test_one_label_per_row_of_a_multilabel_question_is_one_set(load):
    text = "item,worker,label,weight\na,w1,sad,2\na,w1,angry,1\na,w1,sad,2\na,w2,calm,\na,w3,sad,3\na,w3,calm,\n"
    export = load(text, scales=(parse_scale("label=multilabel:angry,calm,sad"),))
    assert export.responses.select("annotator", "labels", "weights").rows() == [
        ("w1", ["angry", "sad"], [1.0, 2.0]),
        ("w2", ["calm"], None),
        ("w3", ["calm", "sad"], [1.0, 3.0]),
    ]
    assert (export.counts.accepted, export.counts.superseded) == (6, 0)


def test_a_cell_may_hold_a_whole_set(load):
    text = "item,worker,label\na,w1,sad|angry\na,w2,calm\na,w2,sad\n"
    export = load(text, scales=(parse_scale("label=multilabel"),), repeats="last")
    assert export.responses.select("annotator", "labels").rows() == [("w1", ["angry", "sad"]), ("w2", ["sad"])]
    assert export.counts.superseded == 1


def test_gold_stands_once_per_item_and_contradictions_are_refused(load):
    export = load("item,worker,label,gold\na,w1,x,x\na,w2,y,x\nb,w1,x,x\nb,w2,x,y\nc,w1,x,\n")
    assert export.gold.rows() == [("a", "label", ["x"], None, 2)]
    assert export.rejects.rows() == [(5, "gold", "the item has another gold answer before; neither is used")]
    assert export.counts.accepted == 5


def test_addresses_never_stand_for_people(load):
    export = load("item,worker,label\na,me@example.org,x\nb,Me@example.org,write to you@example.org\n")
    text = export.responses.write_json() + repr(export)
    assert "example.org" not in text
    assert export.responses["annotator"].n_unique() == 1
    assert "2 names are e-mail addresses and are replaced by digests." in export.remarks


def test_one_address_is_told_in_the_singular(load):
    export = load("item,worker,label\na,me@example.org,x\nb,w2,x\n")
    assert "1 name is an e-mail address and is replaced by a digest." in export.remarks


def test_columns_without_a_role_are_named(load):
    text = "item,worker,answer,accent,notes,me@example.org\na,w1,x,3,well,1\na,w2,y,2,,1\n"
    assert "Not read: 'accent', 'notes', (an e-mail address)." in load(text).remarks
    described = load(text, annotator_attributes=("accent", "notes", "me@example.org"))
    assert not any(remark.startswith("Not read") for remark in described.remarks)


def test_many_columns_without_a_role_are_counted(load):
    more = [f"more_{n}" for n in range(11)]
    export = load(f"item,worker,answer,{','.join(more)}\na,w1,x{',z' * 11}\na,w2,y{',z' * 11}\n")
    assert any(remark.endswith("'more_7' and 3 more.") for remark in export.remarks)


def test_columns_can_describe_items_and_annotators(load):
    text = "item,worker,label,genre,country\na,w1,x,pop,NL\na,w2,y,pop,\n"
    export = load(text, item_attributes=("genre",), annotator_attributes=("country",))
    assert export.items.rows() == [("a", "genre", "pop")]
    assert export.annotators.rows() == [("w1", "country", "NL")]


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("id,V,A\n1,2,3\n", {}, "no column is known to hold the annotator"),
        ("1,2,3\n1,2,4\n", {}, "may have no header"),
        ("item,worker,label,label\na,b,c,d\n", {}, "2 columns are called 'label'"),
        ("item,worker,label\n", {}, "holds no rows"),
    ],
)
def test_what_a_file_lacks_is_said(load, text, options, message):
    with pytest.raises(InputError, match=message) as error:
        load(text, **options)
    assert error.value.remedy
    assert error.value.place.file == "export"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"label": "anser"}, "there is no column 'anser'"),
        ({"scales": (parse_scale("x=nominal"), parse_scale("y=nominal"))}, "declared for 'x'"),
        ({"columns": ("item", "annotator", "label", "gold")}, "4 columns are named"),
    ],
)
def test_options_that_do_not_fit_are_refused(load, options, message):
    with pytest.raises(UsageError, match=message):
        load(ROWS, **options)


def test_a_slip_in_a_column_name_gets_a_suggestion(load):
    with pytest.raises(UsageError, match="Did you mean 'answer'"):
        load(ROWS, label="anser")


def test_rows_of_the_wrong_width_are_rejected_and_their_neighbours_kept(load):
    for text in (ROWS + "c,w1\nd,w1,no,more\ne,w2,no\n", ROWS + 'c,w1\nd,w1,no,more\ne,"w2",no\n'):
        export = load(text)
        assert export.rejects["line"].to_list() == [5, 6]
        assert export.responses["item"].to_list() == ["a", "a", "b", "e"]


def test_every_row_is_accounted_for(load):
    export = load('item,worker,label\na,w1,x\na,w1,y\n,w1,x\nb,,x\nc,w1,\nd,w1\n"e\0",w1,x\n')
    counts = export.counts
    assert (counts.read, counts.accepted, counts.superseded, counts.skipped, counts.rejected) == (7, 0, 2, 1, 4)
    assert export.rejects["line"].to_list() == [4, 5, 7, 8]


LONG = """item,worker,question,label,value
a,w1,mood,glad,
a,w2,mood,3,
a,w1,arousal,,3
a,w2,arousal,,4.5
b,w1,arousal,x,1
b,w2,arousal,,
"""


def test_rows_that_name_their_question_may_answer_in_a_column_of_labels_or_of_numbers(load):
    export = load(LONG, question="question", label="label", value="value")
    scales = {question.name: question.scale for question in export.questions}
    assert scales == {"mood": Scale.NOMINAL, "arousal": Scale.INTERVAL}
    found = export.responses.select("question", "annotator", "labels", "value").rows()
    assert found == [
        ("mood", "w1", ["glad"], None),
        ("mood", "w2", ["3"], None),
        ("arousal", "w1", None, 3.0),
        ("arousal", "w2", None, 4.5),
    ]
    assert export.rejects.rows() == [(6, "value", "it holds a label and a value")]
    assert (export.counts.accepted, export.counts.rejected, export.counts.skipped) == (4, 1, 1)


def test_whole_numbers_in_the_value_column_are_a_measurement_whatever_their_number(load):
    export = load(
        "item,worker,question,label,value\na,w,q,,1\nb,w,q,,2\n", question="question", label="label", value="value"
    )
    assert [question.scale for question in export.questions] == [Scale.INTERVAL]


@pytest.mark.parametrize(
    ("cells", "doubt"),
    [
        (("1", "2", "NA", "nan"), "the others are 'NA' (1), 'nan' (1): taken as no answer"),
        (("sad", "None"), "If 'None' stands for no answer: --missing None"),
        (("3,5", "4", "4,25"), "written with decimal commas"),
        (tuple(f"text {n}" for n in range(101)), "Is 'answer' free text?"),
        (("sad", "glad"), "says otherwise."),
    ],
)
def test_answers_that_may_be_meant_otherwise_are_pointed_out(load, cells, doubt):
    rows = "".join(f"i{n};w;{cell}\n" for n, cell in enumerate(cells))
    said = " ".join(load("item;worker;answer\n" + rows).remarks)
    assert doubt in said


def test_an_item_that_is_named_by_half_is_noticed(load):
    rows = "".join(f"{word},{item},w1,yes\n" for word in ("add", "work", "board") for item in range(20))
    said = " ".join(load("word,item,worker,answer\n" + rows).remarks)
    assert "40 rows repeat an answer by the same annotator" in said
    assert "--item A --item B" in said
    assert "--item A" not in " ".join(load(ROWS).remarks)


def test_text_from_windows_is_read_and_shown(load, answers):
    export = load("item,worker,answer\na,w1,glücklich\na,w2,sad\n".encode("latin-1"))
    assert answers(export, "answer") == {("a", "w1"): ("glücklich",), ("a", "w2"): ("sad",)}
    assert "Windows-1252: check 'glücklich'" in " ".join(export.remarks)


def test_text_that_is_no_utf8_is_said_with_its_remedy(load):
    export = load(b"item,worker,answer\na,w1,gl\x81cklich\na,w2,sad\n")
    assert export.rejects.rows() == [(2, "answer", "it is not valid UTF-8 text")]
    assert "iconv -f WINDOWS-1252" in " ".join(export.remarks)


def test_a_scale_for_another_name_than_the_column_that_was_named_is_a_slip(load):
    with pytest.raises(UsageError, match="declared for 'anser'"):
        load(ROWS, label="answer", scales=(parse_scale("anser=nominal"),))


def test_a_headerless_file_gets_an_example_that_fits_it(load):
    with pytest.raises(InputError, match="none of the 5 cells") as error:
        load("a,b,c,d,e\nf,g,h,i,j\n")
    assert "--columns item,annotator,label,gold,-." in error.value.remedy


def test_a_file_without_one_sound_record_says_why(load):
    with pytest.raises(InputError, match="none of its 2 records can be read: it is not valid JSON"):
        load('[{"item": ' + "[" * 5000 + ', {"item": ' + "[" * 5000)
