"""Three weeks of a study: load, audit, letters, a pause, a queue out, answers back, update, compare."""

import csv
import io
import json
import random
import re
from datetime import datetime
from functools import partial

import pytest

from oe_quality.analysis.agreement.measure import agreement
from oe_quality.errors import NotComputableError
from oe_quality.store import open_store
from tests.cli.open_empathic import OpenEmpathic

LABELS = ("calm", "glad", "sad")
GOOD = ("ann", "ben", "cat", "dan", "eve", "fay", "gus", "hal")


def truth(item):
    return LABELS[item % 3]


def answers(rng, who, items, care, year):
    """Rows of one person: so careful, in this year; a clip a minute."""
    for minute, item in enumerate(items):
        label = truth(item) if rng.random() < care else rng.choice(LABELS)
        when = f"{year}-03-01T{10 + minute // 60:02}:{minute % 60:02}:00"
        yield f"clip{item:02},{who},{label},{when},https://clips.example/{item}"


def week(path, year, people):
    """An export: person -> (items, care)."""
    rng = random.Random(year)
    lines = ["item,annotator,emotion,created_at,where"]
    for who, (items, care) in people.items():
        lines += answers(rng, who, items, care, year)
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def plain_page(monkeypatch):
    """A page that is drawn at once, without what stands on it alone; that it is drawn well is tested elsewhere."""

    def nothing(*_, **__):
        raise NotComputableError("what stands on the page alone")

    def write(study, path, **_):
        path.write_text('<meta name="generator" content="oe-quality x">')

    monkeypatch.setattr("oe_quality.render.report.build.write_report", write)
    monkeypatch.setattr("oe_quality.analysis.study._plans", lambda *_: None)
    monkeypatch.setattr("oe_quality.analysis.study.agreement", partial(agreement, coefficient="alpha"))
    for part in ("relabel", "distributions", "emotion_map", "evidence"):
        monkeypatch.setattr(f"oe_quality.analysis.study.{part}", nothing if part != "evidence" else lambda *_: None)


def aliases(db):
    with open_store(db) as store:
        return dict(store.annotators().select("annotator", "alias").rows())


def lines_of(text, heading):
    """The lines below a heading of what changed."""
    after = text.split(f"{heading}:\n", 1)[1].splitlines() if f"{heading}:\n" in text else []
    found = []
    for line in after:
        if not line.lstrip().startswith("- "):
            break
        found.append(line.strip())
    return found


def test_three_weeks(oeq, tmp_path, plain_page, monkeypatch):
    monkeypatch.chdir(tmp_path)
    everybody = dict.fromkeys(GOOD, (range(60), 0.9))
    first = week(tmp_path / "w1.csv", 2021, everybody | {"odd": (range(60), 0.0), "sam": (range(60), 0.1)})
    options = ("--item-attribute", "where")

    # Monday of the first week: everything at once, and who needs a look.
    assert oeq("run", first, "-o", "study", *options).status == 0
    db = tmp_path / "study" / "quality.duckdb"
    called = aliases(db)
    triage = oeq("annotators", db, "--triage").out
    assert called["odd"] in triage
    assert called["sam"] in triage
    assert not [who for who in GOOD if called[who] in triage]

    # Letters: read, sent, noted.
    assert oeq("messages", db, "-o", "letters.csv").status == 0
    letters = {row["id"]: row for row in csv.DictReader(io.StringIO((tmp_path / "letters.csv").read_text()))}
    assert {letters[who]["kind"] for who in GOOD} == {"thank"}
    assert letters["sam"]["kind"] != "thank"
    assert letters["sam"]["text"].count("https://clips.example/") in (2, 3)
    assert not [word for word in ("chance", "random", "exclude", "spam") if word in letters["sam"]["text"]]
    assert oeq("messages", db, "--sent", "letters.csv").status == 0

    # One is left out, and every table says so.
    assert oeq("exclude", db, "odd", "--reason", "wants a break", "--yes").status == 0
    table = oeq("annotators", db).out
    assert "left out" in table.splitlines()[-3] + table.splitlines()[-2] + table.splitlines()[-1]
    assert f"{called['odd']} since " in table
    assert "(wants a break)" in oeq("agreement", db).out

    # A queue goes out and comes back answered.
    assert oeq("relabel", db, "-n", "6", "--to", "csv", "-o", "queue.csv").status == 0
    queue = list(csv.DictReader(io.StringIO((tmp_path / "queue.csv").read_text())))
    assert all(row["link"] for row in queue)
    back = ["item,annotator,emotion,created_at,where"]
    back += [f"{row['item']},ivy,{truth(int(row['item'][4:]))},2035-03-02T10:00:00,{row['link']}" for row in queue]
    (tmp_path / "back.csv").write_text("\n".join(back) + "\n")

    # The second week: sam took the letter to heart, ben is away.
    present = {who: (range(60, 90), 0.9) for who in GOOD if who != "ben"}
    second = week(tmp_path / "w2.csv", 2035, present | {"sam": (range(60, 90), 1.0), "odd": (range(60, 75), 0.9)})
    outcome = oeq("update", "study", "back.csv", second, *options)
    assert outcome.status == 0, outcome.err
    said = outcome.err.split("What changed for people")[1]
    assert lines_of(said, "new")[0].startswith(f"- {called_now(db, 'ivy')}: 6 annotations so far")
    assert not lines_of(said, "left out")
    assert [line.split(":")[0] for line in lines_of(said, "gone quiet")] == [f"- {called['ben']}"]
    improved = lines_of(said, "improved")
    assert [line for line in improved if line.startswith(f"- {called['sam']}: kappa rose by")]
    assert [line for line in improved if called["odd"] in line and "after they were left out" in line]
    assert aliases(db).items() >= called.items()

    # The third week: nothing stands twice, what was is kept, and compare says the same of both.
    kept = sorted(path for path in (tmp_path / "study").iterdir() if path.name.startswith("before-"))
    assert [path.name for path in kept[0].iterdir() if path.name == "quality.duckdb"]
    again = oeq("compare", kept[0] / "quality.duckdb", db)
    assert lines_of(again.err, "improved") == improved
    third = week(tmp_path / "w3.csv", 2036, dict.fromkeys(GOOD, (range(90, 100), 0.9)))
    outcome = oeq("update", "study", third)  # what was said of such exports is remembered
    assert outcome.status == 0
    assert "It is read as was said of" in " ".join(outcome.err.split())
    assert not lines_of(outcome.err, "new")
    assert not lines_of(outcome.err, "left out")
    with open_store(db) as store:
        assert store.journal().height == 10
        assert store.exclusions().height == 1


MOODS = {"sad_and_despondent": (3, -4), "calm_and_composed": (2, 2), "happy_and_energetic": (8, 4),
         "angry_and_irritated": (9, -4)}  # fmt: skip
"""Emotions with their arousal and valence."""


class Study:
    """People who annotate clips in Open Empathic, each in rows of their own, a turn after the other."""

    def __init__(self, people):
        self.rng, self.people = random.Random(7), people
        self.tool, self.truth, self.n = OpenEmpathic([]), {}, 0

    def add(self, n):
        """So many further clips; returns their names."""
        clips = [(f"video{i:06}", 3 * i + 1, 3 * i + 9) for i in range(self.n, self.n + n)]
        self.n += n
        self.tool.add(clips, len(self.people))
        names = [f"{video}:{start}-{end}" for video, start, end in clips]
        self.truth |= {name: list(MOODS)[i % 4] for i, name in enumerate(names)}
        return names

    def turn(self, who, clips, care, mixes=False):
        """Somebody annotates clips; who mixes hears calm where it is sad."""
        for clip in clips:
            self.hear(self.tool.rows_of(clip)[self.people.index(who)], who, care, mixes)

    def hear(self, row, who, care, mixes=False):
        mood = self.truth[self.tool.clips[row]]
        if mixes and mood == "sad_and_despondent":
            mood = "calm_and_composed"
        elif self.rng.random() > care:
            mood = self.rng.choice(list(MOODS))
        arousal, valence = MOODS[mood]
        near = self.rng.choice((-1, 0, 1))
        self.tool.annotate(row, who, [mood], arousal + near, valence + near, self.rng.uniform(40, 90))

    def dump(self, path):
        path.write_text(self.tool.dump())
        return path


def test_three_weeks_of_open_empathic(oeq, tmp_path, plain_page, monkeypatch):
    monkeypatch.chdir(tmp_path)
    study = Study([*GOOD[:6], "odd", "sam", "ivy"])
    first = study.add(40)
    for who in GOOD[:6]:
        study.turn(who, first, 0.92)
    study.turn("sam", first, 0.92, mixes=True)
    for clip in first:  # whatever the clip, and the sliders where they stood
        row = study.tool.rows_of(clip)[6]
        study.tool.annotate(row, "odd", [study.rng.choice(list(MOODS))], seconds=55.0)

    # The first week: loaded, audited; letters with names, links and both labels.
    assert oeq("run", study.dump(tmp_path / "w1.json"), "-o", "study").status == 0
    db = tmp_path / "study" / "quality.duckdb"
    with open_store(db) as store:
        called = dict(store.annotators().select("name", "alias").rows())
    assert called["odd"] in oeq("annotators", db, "--triage").out
    assert oeq("messages", db, "-o", "letters.csv").status == 0
    letters = {row["name"]: row for row in csv.DictReader(io.StringIO((tmp_path / "letters.csv").read_text()))}
    sam = letters["sam"]["text"]
    assert letters["sam"]["kind"] == "coach"
    assert sam.startswith("Hello sam! Thank you for your 40 annotations of clips so far.")
    assert "Where the others are sure of sad and despondent, you gave calm and composed instead, 10 of 10 times." in sam
    assert "listen to these clips once more" in sam
    assert sam.count("https://www.youtube.com/embed/video") == 3
    named = letters["sam"]["items"].split(";")
    assert {study.truth[name.strip()] for name in named} == {"sad_and_despondent"}
    # A chance finding at five in a hundred may reach one of six; it is asked about and no more.
    kinds = [letters[who]["kind"] for who in GOOD[:6]]
    assert kinds.count("thank") >= 5, [letters[who]["evidence"] for who in GOOD[:6]]
    assert set(kinds) <= {"thank", "coach"}
    assert not [text for row in letters.values() for text in (row["text"],) if re.search(r"\bitems?\b|_and_", text)]
    assert oeq("messages", db, "--sent", "letters.csv").status == 0
    assert oeq("exclude", db, "odd", "--reason", "wants a break", "--yes").status == 0

    # A queue names rows of the tool; what is answered in them comes home with the next dump.
    assert oeq("relabel", db, "-n", "5", "--to", "open-empathic", "-o", "queue").status == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "queue" / "rows.csv").read_text())))
    study.tool.set_pending(int(row["row"]) for row in rows)
    study.tool.now = datetime(2035, 3, 1, 8)
    for row in rows:
        study.hear(int(row["row"]), "ivy", 1.0)

    # The second week: sam listens for sadness, ben is away, odd comes back.
    second = study.add(24)
    for who in GOOD[:6]:
        if who != "ben":
            study.turn(who, second, 0.92)
    study.turn("sam", second, 1.0)
    study.turn("odd", second[:12], 1.0)
    outcome = oeq("update", "study", study.dump(tmp_path / "w2.json"))
    assert outcome.status == 0, outcome.err
    said = outcome.err.split("What changed for people")[1]
    with open_store(db) as store:
        now = dict(store.annotators().select("name", "alias").rows())
        ivy = store.responses().filter(annotator=str(study.tool.users["ivy"]), question="emotion")
    assert now.items() >= called.items()
    assert sorted(ivy["item"]) == sorted(row["item"] for row in rows)
    assert lines_of(said, "new") == [f"- {now['ivy']}: 5 annotations so far"]
    assert [line.split(":")[0] for line in lines_of(said, "gone quiet")] == [f"- {called['ben']}"]
    improved = " ".join(lines_of(said, "improved"))
    assert f"{called['sam']}: kappa rose by" in improved
    assert f"{called['odd']}: kappa rose by" in improved
    assert "after they were left out" in improved
    kept = next(path for path in (tmp_path / "study").iterdir() if path.name.startswith("before-"))
    again = oeq("compare", kept / "quality.duckdb", db)
    assert lines_of(again.err, "improved") == lines_of(said, "improved")
    assert "quality.duckdb and quality.duckdb" not in again.out


def label_studio(people, items, care, mixed=()):
    """Tasks of Label Studio's JSON export: everybody's annotation of every item; who is mixed gives glad for calm."""
    rng, tasks = random.Random(len(items)), []
    for item in items:
        annotations = []
        for who, name in enumerate(people, 51):
            label = truth(item) if rng.random() < care else rng.choice(LABELS)
            label = "glad" if name in mixed and label == "calm" else label
            annotations.append(ls_annotation(f"{who}{item:03}", who, label, item))
        tasks.append({"id": 700 + item, "data": {"id": f"clip{item:02}", "audio": f"https://clips.example/{item}.wav"},
                      "annotations": annotations})  # fmt: skip
    return tasks


def ls_annotation(number, who, label, minute, year=2021):
    result = [{"from_name": "emotion", "to_name": "audio", "type": "choices", "value": {"choices": [label]}}]
    when = f"{year}-03-01T{10 + minute // 60:02}:{minute % 60:02}:00.000000Z"
    return {"id": int(number), "completed_by": who, "result": result, "was_cancelled": False, "ground_truth": False,
            "created_at": when, "updated_at": when, "lead_time": 20.0 + minute % 7}  # fmt: skip


def test_three_weeks_of_label_studio(oeq, tmp_path, plain_page, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "oeq.toml").write_text('[links]\npattern = "https://clips.example/{item}.wav"\n')
    people = [*GOOD[:6], "sam"]
    export = label_studio(people, range(45), 0.95, mixed={"sam"})
    (tmp_path / "project.json").write_text(json.dumps(export))
    assert oeq("run", "project.json", "-o", "study").status == 0
    db = tmp_path / "study" / "quality.duckdb"
    with open_store(db) as store:
        before, called = store.info(), dict(store.annotators().select("annotator", "alias").rows())
    assert oeq("messages", db, "-o", "letters.csv").status == 0
    letters = {row["id"]: row["text"] for row in csv.DictReader(io.StringIO((tmp_path / "letters.csv").read_text()))}
    sam = str(51 + people.index("sam"))
    assert re.search(r"sure of calm, you gave glad instead, \d+ of \d+ times", letters[sam])
    assert letters[sam].count("https://clips.example/clip") in (2, 3)
    assert oeq("messages", db, "--sent", "letters.csv").status == 0
    assert oeq("exclude", db, sam, "--reason", "on holiday", "--yes").status == 0

    assert oeq("relabel", db, "-n", "6", "--to", "label-studio", "-o", "queue").status == 0
    tasks = json.loads((tmp_path / "queue" / "tasks.json").read_text())
    assert len(tasks) == 6
    back = [
        {"id": 900 + n, **task, "annotations": [ls_annotation(990 + n, 71, "sad", n, 2035)]}
        for n, task in enumerate(tasks)
    ]
    (tmp_path / "back.json").write_text(json.dumps(back))
    outcome = oeq("update", "study", "back.json")
    assert outcome.status == 0, outcome.err
    said = outcome.err.split("What changed for people")[1]
    with open_store(db) as store:
        after, now = store.info(), dict(store.annotators().select("annotator", "alias").rows())
    assert (after.n_items, len(after.questions)) == (before.n_items, len(before.questions))
    assert after.n_annotations == before.n_annotations + 6
    assert now.items() >= called.items()
    assert lines_of(said, "new") == [f"- {now['71']}: 6 annotations so far"]
    assert f"{now[sam]} since " in oeq("annotators", db).out
    kept = next(path for path in (tmp_path / "study").iterdir() if path.name.startswith("before-"))
    again = oeq("compare", kept / "quality.duckdb", db)
    assert lines_of(again.err, "new") == lines_of(said, "new")
    assert not lines_of(again.err, "left out"), "they were left out before the earlier look"
    assert "because more answers to it came" in said or "none of 45 items has another label" in said


def called_now(db, who):
    return aliases(db)[who]


def test_a_study_must_be_there_and_something_to_load(oeq, tmp_path, crowd):
    outcome = oeq("update", tmp_path / "none", crowd)
    assert outcome.status == 2
    assert "oeq run" in outcome.err


def test_an_update_that_fails_leaves_the_study_as_it_was(oeq, tmp_path, crowd, plain_page):
    assert oeq("run", crowd, "-o", tmp_path / "study").status == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "study").iterdir() if path.is_file()}
    (tmp_path / "broken.csv").write_text("nothing\nhere\n")
    assert oeq("update", tmp_path / "study", tmp_path / "broken.csv").status == 3
    assert {path.name: path.read_bytes() for path in (tmp_path / "study").iterdir() if path.is_file()} == before
    assert oeq("update", tmp_path / "study").status == 2
