"""What the judged things are called, from the reader and the settings to page, letters and terminal."""

import dataclasses
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import oe_quality as oeq
from oe_quality.analysis.annotators.messages import messages
from oe_quality.analysis.annotators.wording import SENTENCES, sentences
from oe_quality.cli.main import main
from oe_quality.cli.verdict import verdict_lines
from oe_quality.config import Config, WordsConfig, parse_config
from oe_quality.diction import CLIPS, ITEMS, Diction
from oe_quality.render.report.build import page_of

OF_SOUND = re.compile(r"\b(clips?|listen(s|ed|ing)?|hears?|heard)\b", re.IGNORECASE)
EXAMPLES = Path(__file__).parents[1] / "examples"
TEXTS = Diction("text", "texts", "read", "read")


@pytest.fixture(scope="module")
def store_of_texts(tmp_path_factory):
    """Seven who answer about forty texts; one at random, one too fast and always the same."""
    rng, rows = np.random.default_rng(3), []
    for i in range(40):
        truth = int(rng.integers(3))
        for who in range(7):
            right = rng.random() < 0.85
            label = int(rng.integers(3)) if who == 5 or not right else truth
            rows.append((f"t{i:02}", f"p{who}", "abc"[0 if who == 6 else label]))
    place = tmp_path_factory.mktemp("texts")
    pl.DataFrame(rows, schema=["text", "annotator", "topic"], orient="row").write_csv(place / "answers.csv")
    oeq.load(place / "s.duckdb", place / "answers.csv", options=oeq.ReadOptions(item="text", label="topic"))
    return place / "s.duckdb"


def strings(thing):
    """Every text of a page: those of charts and frames are names of data."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, (tuple, list)):
        for part in thing:
            yield from strings(part)
    elif dataclasses.is_dataclass(thing):
        for one in dataclasses.fields(thing):
            yield from strings(getattr(thing, one.name))


def said(*arguments, capsys):
    with pytest.raises(SystemExit):
        main([str(one) for one in arguments])
    both = capsys.readouterr()
    return both.out + both.err


def test_every_sentence_of_a_study_of_texts_suits_texts(store_of_texts, capsys):
    with oeq.open_store(store_of_texts) as store:
        study, letters = oeq.study(store), messages(store)
        talked = [*strings(page_of(study)), *verdict_lines(study), *(it.text for it in letters.messages)]
    assert any(it.kind is not letters.messages[-1].kind for it in letters.messages), "somebody must have been noticed"
    odd = letters.messages[0].alias
    commands = (("annotators",), ("annotators", "--triage"), ("annotators", odd), ("messages",), ("info",))
    talked += [said(name, store_of_texts, *more, capsys=capsys) for name, *more in commands]
    assert len(talked) > 100
    assert not [text for text in talked if OF_SOUND.search(text)]
    assert any("40 items" in text for text in talked)


def test_the_settings_name_them(store_of_texts):
    config = Config(words=WordsConfig(item="text", look="read", seen="read"))
    with oeq.open_store(store_of_texts) as store:
        letter, page = messages(store, config=config), page_of(dataclasses.replace(oeq.study(store), diction=TEXTS))
    assert all("texts" in it.text and "item" not in it.text for it in letter.messages)
    first = [page.subtitle, *(line.words for line in page.verdicts), *(tile.words for tile in page.tiles)]
    assert "40 texts" in page.subtitle
    assert not [words for words in first if re.search(r"\bitems?\b", words)]


def test_a_study_of_open_empathic_speaks_of_clips_with_a_table_of_gold_too(tmp_path):
    oeq.load(tmp_path / "s.duckdb", EXAMPLES / "open_empathic.json.gz")
    oeq.load(tmp_path / "s.duckdb", gold=[EXAMPLES / "gold.csv"])
    with oeq.open_store(tmp_path / "s.duckdb") as store:
        assert store.diction() == CLIPS
        texts = [it.text for it in messages(store).messages]
    assert not [text for text in texts if "item" in text]
    assert any("listen to these clips" in text for text in texts)


def test_exports_that_differ_share_the_word_for_any_data(tmp_path):
    place = tmp_path / "s.duckdb"
    oeq.load(place, EXAMPLES / "open_empathic.json.gz")
    pl.DataFrame({"item": ["x", "x"], "annotator": ["a", "b"], "mood": ["u", "v"]}).write_csv(tmp_path / "more.csv")
    oeq.load(place, tmp_path / "more.csv")
    with oeq.open_store(place) as store:
        assert store.diction() == ITEMS


@pytest.mark.parametrize(
    ("table", "known", "called"),
    [
        ({}, CLIPS, CLIPS),
        ({}, ITEMS, ITEMS),
        ({"item": "text", "look": "read", "seen": "read"}, CLIPS, TEXTS),
        ({"item": "person", "items": "people"}, CLIPS, Diction("person", "people")),
        ({"look": "watch", "seen": "watched"}, CLIPS, Diction("clip", "clips", "watch", "watched")),
    ],
)
def test_settings_go_before_the_reader(table, known, called):
    assert parse_config({"words": table}).words.over(known) == called


def test_every_sentence_to_people_can_be_filled():
    spoken = sentences("en", {}, TEXTS)
    assert set(spoken) == set(SENTENCES)
    left = {hole for text in spoken.values() for hole in re.findall(r"\{(\w+)\}", text)}
    assert left == {"name", "n", "label", "other", "right", "of", "question"}
