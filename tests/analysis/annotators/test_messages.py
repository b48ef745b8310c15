"""Letters: kind, true, in the reader's language, and with clips in which the others did hear something else."""

import dataclasses
import re
from dataclasses import replace
from datetime import datetime

import polars as pl
import pytest

from oe_quality.analysis.annotators.audit import FlagCode, Status, investigate, summarise
from oe_quality.analysis.annotators.messages import Kind, Seen, compose, kind_of, may_name_items, messages, said_flags
from oe_quality.analysis.annotators.results import Flag
from oe_quality.analysis.annotators.strengths import Strength
from oe_quality.analysis.annotators.telling import FEWEST_OTHERS, SURE_OTHERS, items_to_discuss
from oe_quality.analysis.annotators.wording import HOLES, SENTENCES, sentences
from oe_quality.config import Config, MessagesConfig, parse_config
from oe_quality.errors import InputError, UsageError
from oe_quality.kernel.simulate.kinds import Kind as Person
from oe_quality.loading import from_frame
from oe_quality.readers import ReadOptions
from oe_quality.store.journal import Sent

ENGLISH = sentences("en", {})
UNKIND = re.compile(
    r"\b(wrong|bad|poor|fail\w*|cheat\w*|spam\w*|careless\w*|lazy|random\w*|fraud\w*|copie[ds]|suspicious|exclu\w*|"
    r"delet\w*|worst|error|incorrect)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def crew(simulated):
    """What an audit finds of a crew of every kind, its lines, and who is what."""
    counts = {"good": 14, "spammer": 2, "constant": 2, "dissenter": 2, "copier": 1, "speeder": 2, "drift": 1}
    data, kinds = simulated.study_data(11, counts, 60)
    found = investigate(data, None, None, Config(), 1)
    audit = summarise(found, Config(), 1)
    return found, {row.alias: row for row in audit.rows}, {f"A{a:05}": kind for a, kind in enumerate(kinds)}


def letters(crew):
    """alias -> kind and text of the letter."""
    found, rows, _ = crew
    out = {}
    for alias, row in rows.items():
        clips = items_to_discuss(found, alias) if may_name_items(row, 0.4) else ()
        out[alias] = (kind_of(row, clips), compose(row, None, Seen(clips), {}, ENGLISH))
    return out


def test_every_flag_has_a_sentence_and_every_sentence_a_rule():
    assert {code.value for code in FlagCode} <= set(SENTENCES)
    for name, it in SENTENCES.items():
        assert it.rule, name
        assert it.text[0].isupper()
        assert it.text.rstrip()[-1] in ".!?:"
        assert set(re.findall(r"\{(\w+)\}", it.text)) <= set(HOLES)


def test_no_sentence_to_a_volunteer_is_unkind():
    allowed = {"Neither is wrong."}
    for name, it in SENTENCES.items():
        text = it.text
        for phrase in allowed:
            text = text.replace(phrase, "")
        assert not UNKIND.search(text), name


def test_only_answers_that_agree_beyond_chance_are_said_to_help(crew):
    """Somebody of whom little is known is thanked for coming, and no more."""
    _, rows, _ = crew
    row = next(row for row in rows.values() if row.status is Status.OK)
    helps = compose(row, None, Seen(), {}, ENGLISH)
    assert helps.endswith(ENGLISH["helps"])
    for little in (
        replace(row, status=Status.INSUFFICIENT, n_annotations=22),
        replace(row, kappa=replace(row.kappa, interval=replace(row.kappa.interval, low=-0.05))),
        replace(row, kappa=replace(row.kappa, interval=None)),
    ):
        assert kind_of(little, ()) is Kind.THANK
        assert compose(little, None, Seen(), {}, ENGLISH).endswith(ENGLISH["early"])


def test_a_fall_that_one_of_so_many_has_by_chance_is_not_written_about(crew):
    row = next(iter(crew[1].values()))
    fall = Flag(FlagCode.DRIFT, "fell", 0.3, 0.01, 50, p=0.004)
    for q, told in ((0.01, True), (0.08, False)):
        assert bool(said_flags(replace(row, flags=(replace(fall, q=q),)))) is told
    assert not said_flags(replace(row, flags=(replace(fall, value=0.05, q=0.001),)))


def test_the_kind_of_letter_follows_the_rule(crew):
    _, rows, kinds = crew
    for alias, (kind, text) in letters(crew).items():
        row = rows[alias]
        assert (kind is Kind.PAUSE) == (row.status is Status.EXCLUDE_RECOMMENDED)
        assert text.startswith("Hello! Thank you for")
        if kinds[alias] is Person.GOOD and row.status is Status.OK:
            assert kind is Kind.THANK
        if row.status is Status.DISSENTING:
            assert (kind, "another view" in text) == (Kind.ASK, True)
        if kind is Kind.THANK:
            assert ENGLISH["noticed"] not in text


def test_a_letter_says_of_somebody_only_what_a_flag_has_shown(crew):
    _, rows, _ = crew
    for alias, (_, text) in letters(crew).items():
        shown = {flag.code.value for flag in rows[alias].flags}
        for code in FlagCode:
            if SENTENCES[code.value].text in text:
                assert code.value in shown


def test_a_shifted_scale_is_named_with_the_side_that_the_flag_has_shown(crew):
    _, rows, _ = crew
    one = next(iter(rows.values()))
    for value, said in ((1.5, "You rate sound quality higher"), (-1.5, "You rate sound quality lower")):
        flag = Flag(FlagCode.OFFSET, "", value, 1.0, 30, question="sound_quality")
        row = dataclasses.replace(one, status=Status.WATCH, flags=(flag,))
        assert said in compose(row, None, Seen(), {}, ENGLISH)
        other = {name: text for name, text in ENGLISH.items() if not name.startswith("offset_")}
        assert ENGLISH["offset"] in compose(row, None, Seen(), {}, other)


def test_one_annotation_is_no_plural(crew):
    row = dataclasses.replace(next(iter(crew[1].values())), status=Status.INSUFFICIENT, flags=(), n_annotations=1)
    assert "Thank you for your first item." in compose(row, None, Seen(), {}, ENGLISH)
    assert "1 annotations" in compose(row, None, Seen(), {}, {k: v for k, v in ENGLISH.items() if k != "thanks_one"})


def test_a_letter_names_nobody_else(crew):
    _, rows, _ = crew
    for alias, (_, text) in letters(crew).items():
        assert not [other for other in rows if other != alias and other in text]


def test_clips_of_a_letter_are_two_or_three_on_which_no_label_is_shared(crew):
    found, rows, _ = crew
    data = found.data
    named = 0
    for alias, row in rows.items():
        if not may_name_items(row, 0.4):
            continue
        clips = items_to_discuss(found, alias)
        assert len(clips) <= 3
        for clip in clips:
            named += 1
            i, a = data.primary.items.to_list().index(clip.item), data.primary.aliases.to_list().index(alias)
            at = (data.primary.data.items() == i) & (data.primary.data.annotator == a)
            support, own = found.fit.support[at][0], data.chosen[at][0]
            likely = {label for label, p in zip(data.primary.labels, support, strict=True) if p > 0.5}
            assert set(clip.others) == likely
            assert min(support[data.primary.labels.index(label)] for label in likely) >= SURE_OTHERS
            assert not {label for label, chosen in zip(data.primary.labels, own, strict=True) if chosen} & likely
            assert clip.n_others >= FEWEST_OTHERS
    assert named


def test_a_strength_is_named_with_its_numbers(crew):
    _, rows, _ = crew
    row = next(row for row in rows.values() if row.status is Status.OK)
    text = compose(row, "anna", Seen((), Strength("sarcasm", 19, 21, 0.7, 0.5)), {}, ENGLISH)
    assert text.startswith("Hello anna! ")
    assert (
        "You recognise sarcasm better than most: where the others are sure of it, you gave it 19 of 21 times." in text
    )


@pytest.fixture
def crowd():
    """Six who agree, one who often differs, one with a German form; all clips have an address."""
    rows = [
        (
            f"c{i:02}",
            who,
            "ab"[(i + (who == "odd" and i % 2)) % 2],
            f"https://clips.example/{i}",
            "de" if who == "uli" else "en",
        )
        for i in range(60)
        for who in ("ann", "ben", "cat", "dan", "eve", "uli", "odd")
    ]
    frame = pl.DataFrame(rows, schema=["item", "annotator", "label", "where", "language"], orient="row")
    options = ReadOptions(item_attributes="where", annotator_attributes="language", label="label")
    with from_frame(frame, options, pseudonyms=True) as store:
        yield store


GERMAN = {"greeting_without_name": "Hallo!", "thanks": "Danke für {n} Clips.", "question": "Woran liegt es?"}


def test_letters_have_links_and_evidence_and_come_in_the_order_of_urgency(crowd):
    found = messages(crowd)
    of = {it.annotator: it for it in found.messages}
    odd = of["odd"]
    assert odd.kind in (Kind.ASK, Kind.COACH, Kind.PAUSE)
    assert found.messages[0] is odd
    assert all(clip.url.startswith("https://clips.example/") and clip.url in odd.text for clip in odd.items)
    assert len(odd.items) in (2, 3)
    assert odd.evidence
    assert {it.kind for who, it in of.items() if who != "odd"} == {Kind.THANK}
    assert found.frame().height == 7
    assert found.to_dict()["schema"] == "oeq.messages/1"


def test_languages_are_templates_and_what_they_lack_is_not_said(crowd):
    config = Config(messages=MessagesConfig(texts={"DE": GERMAN}))
    of = {it.annotator: it for it in messages(crowd, config=config).messages}
    assert (of["uli"].language, of["uli"].text) == ("DE", "Hallo! Danke für 60 Clips.")
    assert of["ann"].language == "en"


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"de": {"thanks": "Danke."}}, "lack: greeting_without_name, question"),
        ({"de": GERMAN | {"thankz": "x"}}, "no letter has a sentence 'thankz'"),
        ({"en": {"thanks": "{names}"}}, "stands for nothing"),
    ],
)
def test_templates_with_mistakes_are_refused(crowd, texts, message):
    with pytest.raises(UsageError, match=message):
        messages(crowd, config=Config(messages=MessagesConfig(texts=texts)))


def test_templates_come_from_the_settings():
    found = parse_config({"messages": {"language": "de", "texts": {"de": GERMAN}}})
    assert found.messages.texts == {"de": GERMAN}
    with pytest.raises(InputError, match="tables of text"):
        parse_config({"messages": {"texts": {"de": {"thanks": 3}}}})
    with pytest.raises(InputError, match="tables of text"):
        parse_config({"messages": {"texts": "de"}})


def test_the_last_letter_is_told(crowd):
    when = datetime(2026, 11, 2)
    crowd.record_sent([Sent("ann", "thank"), Sent("ann", "coach", "gold")], when)
    ann = next(it for it in messages(crowd).messages if it.annotator == "ann")
    assert (ann.last_kind, ann.last_sent) == ("coach", when)
