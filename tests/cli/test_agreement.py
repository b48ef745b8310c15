"""`oeq agreement`."""

import json

import pytest


@pytest.fixture
def moods(tmp_path, oeq):
    """A store of 40 items with three annotators who answer two questions; two attributes."""
    rows = ["item,annotator,mood,quality,language"]
    for i in range(40):
        for a in range(3):
            mood = "sad" if (i * 7 + a * (i % 5 == 0)) % 3 else "glad"
            quality = ("bad", "fair", "good")[(i + (a == 2 and i % 4 == 0)) % 3]
            rows.append(f"i{i:02d},p{a},{mood},{quality},{'en' if i < 25 else 'de'}")
    export, db = tmp_path / "moods.csv", tmp_path / "moods.duckdb"
    export.write_text("\n".join(rows) + "\n")
    call = ("load", db, export, "--label", "mood", "--label", "quality", "--item-attribute", "language")
    done = oeq(*call, "--scale", "quality=ordinal:bad<fair<good")
    assert done.status == 0, done.err
    return db


def test_a_table_of_coefficients(oeq, moods, plain):
    done = oeq("agreement", moods)
    assert done.status == 0, done.err
    assert "alpha-nominal" in done.out
    assert "alpha-ordinal" in done.out
    assert "jackknife over items: new items, these annotators" in done.out
    assert "--explain" in done.err


def test_json_has_a_version_and_csv_all_columns(oeq, moods):
    document = json.loads(oeq("agreement", moods, "--format", "json", "-q").out)
    assert document["schema"] == "oeq.agreement/1"
    assert {q["question"] for q in document["questions"]} == {"mood", "quality"}
    header = oeq("agreement", moods, "--format", "csv", "-q").out.splitlines()[0]
    assert header.startswith("question,scale,coefficient,headline,value,low,high,standard_error,design_effect")


def test_one_question_and_coefficients_of_choice(oeq, moods):
    call = ("agreement", moods, "--question", "mood", "--coefficient", "alpha", "--coefficient", "ac1")
    document = json.loads(oeq(*call, "--interval", "items", "--format", "json").out)
    (question,) = document["questions"]
    assert question["headline"]["coefficient"] == "alpha-nominal"
    assert question["headline"]["estimate"]["interval"]["method"] == "bootstrap over items"
    assert [m["coefficient"] for m in question["companions"]] == ["ac1"]


def test_the_same_seed_prints_the_same(oeq, moods):
    call = ("agreement", moods, "--interval", "items", "--resamples", "50", "--format", "csv", "-q")
    assert oeq(*call, "--seed", "3").out == oeq(*call, "--seed", "3").out
    assert oeq(*call, "--seed", "3").out != oeq(*call, "--seed", "4").out


def test_slices_say_what_is_folded(oeq, moods, plain):
    done = oeq("agreement", moods, "--question", "mood", "--by", "language", "--smallest", "20")
    assert done.status == 0, done.err
    assert "1 slice with fewer than 20 comparable items folded away (45 answers)" in plain(done.err)
    assert "en" in done.out
    assert "de" not in done.out.split()


def test_labels_pairs_and_explanations(oeq, moods, plain):
    assert "specific" in oeq("agreement", moods, "--question", "mood", "--labels").out
    assert "shrunk" in oeq("agreement", moods, "--question", "mood", "--pairs").out
    text = plain(oeq("agreement", moods, "--explain").out)
    assert "120 answers of 3 annotators to 40 items" in text
    assert "Left out: nothing." in text
    assert "for new items, these annotators" in text
    assert "how far new ones would agree cannot be told from 3 people" in text


def test_verify_shows_both_values(oeq, moods):
    done = oeq("agreement", moods, "--verify", "--format", "csv")
    assert done.status == 0, done.err
    assert "krippendorff" in done.out
    assert "statsmodels" in done.out
    assert "false" not in done.out


def test_plan_is_the_plan_command(oeq, moods, monkeypatch):
    from oe_quality.cli import plan

    heard = {}
    monkeypatch.setattr(plan.plan, "callback", lambda **given: heard.update(given))
    assert oeq("agreement", moods, "--plan", "--question", "mood", "--seed", "4").status == 0
    assert (heard["db"], heard["question"], heard["seed"], heard["fmt"]) == (moods, "mood", 4, "table")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--coefficient", "alfa"), "no coefficient is called 'alfa'"),
        (("--by", "zodiac"), "nothing to slice by is called 'zodiac'"),
        (("--question", "mod"), "mod"),
        (("--pairs", "--labels"), "show different tables"),
        (("--level", "2"), "makes no interval"),
    ],
)
def test_wrong_words_are_usage_errors(oeq, moods, arguments, said):
    done = oeq("agreement", moods, *arguments)
    assert done.status == 2
    assert said in done.err
