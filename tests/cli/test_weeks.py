"""Three weeks of a study: load, audit, letters, a pause, a queue out, answers back, update, compare."""

import csv
import io
import random

import pytest

from oe_quality.store import open_store

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
    """A page that is drawn at once; that it is drawn well is tested elsewhere."""

    def write(study, path, **_):
        path.write_text('<meta name="generator" content="oe-quality x">')

    monkeypatch.setattr("oe_quality.render.report.build.write_report", write)


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
    assert "it is read as that was" in " ".join(outcome.err.split())
    assert not lines_of(outcome.err, "new")
    assert not lines_of(outcome.err, "left out")
    with open_store(db) as store:
        assert store.journal().height == 10
        assert store.exclusions().height == 1


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
