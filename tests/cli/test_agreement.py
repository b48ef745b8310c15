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


@pytest.fixture
def twice(tmp_path, oeq):
    """A store of one rater who answered 20 items twice, 16 of them alike; kappa is .60."""
    first = [0, 1] * 10
    again = [1 - label if i in (3, 8, 13, 18) else label for i, label in enumerate(first)]
    rows = [f"u{i},r1,{pair[k]},{k + 1}" for i, pair in enumerate(zip(first, again, strict=True)) for k in (0, 1)]
    export, db = tmp_path / "twice.csv", tmp_path / "twice.duckdb"
    export.write_text("\n".join(["item,annotator,label,occasion", *rows]) + "\n")
    assert oeq("load", db, export).status == 0
    return db


def test_one_raters_own_repeats(oeq, twice):
    done = oeq("agreement", twice, "--retest", "--format", "json")
    everybody, alone = json.loads(done.out)["rows"]
    assert everybody["annotator"] == "all"
    assert alone["n_repeated"] == 20
    assert alone["same"]["value"] == pytest.approx(0.8)
    assert alone["again"]["value"] == pytest.approx(0.6)
    assert "0.800 [" in oeq("agreement", twice, "--retest").out


def test_groups_of_annotators_against_each_other(oeq, tmp_path):
    rows = [f"i{i},p{a},{'yn'[(i + (a > 2 and i % 3 == 0)) % 2]},{'ab'[a > 2]}" for i in range(24) for a in range(6)]
    export, db = tmp_path / "groups.csv", tmp_path / "groups.duckdb"
    export.write_text("\n".join(["item,annotator,label,site", *rows]) + "\n")
    assert oeq("load", db, export, "--annotator-attribute", "site").status == 0
    (row,) = json.loads(oeq("agreement", db, "--xrr", "site", "--format", "json").out)["rows"]
    assert (row["first"], row["second"]) == ("a", "b")
    assert row["first_alpha"]["value"] == row["second_alpha"]["value"] == pytest.approx(1)
    # A third of the items differ between the groups, and half would by chance.
    assert row["xrr"]["value"] == pytest.approx(1 - (1 / 3) / 0.5, abs=0.01)
    refused = oeq("agreement", db, "--xrr", "sight")
    assert refused.status == 2
    assert "Did you mean 'site'" in refused.err


@pytest.mark.parametrize(
    ("option", "said"),
    [("--labels", "Numbers have no labels"), ("--pairs", "no pairs to list"), ("--limits", "three items in common")],
)
def test_an_empty_table_says_why(oeq, tmp_path, option, said):
    export, db = tmp_path / "alone.csv", tmp_path / "alone.duckdb"
    export.write_text("item,annotator,score\ni,p,1.5\nj,q,2.5\n")
    assert oeq("load", db, export, "--value", "score").status == 0
    done = oeq("agreement", db, "--question", "score", option)
    assert said in done.err
    assert "(no rows" in done.out


def test_limits_of_agreement(oeq, tmp_path):
    first = [1.0, 2.0, 3.1, 4.2, 5.0, 6.3, 7.1, 8.0, 9.4, 10.0]
    second = [1.2, 2.5, 2.9, 4.6, 5.6, 6.1, 7.9, 8.2, 9.1, 10.9]
    rows = [f"u{i},r{k},{pair[k]}" for i, pair in enumerate(zip(first, second, strict=True)) for k in (0, 1)]
    export, db = tmp_path / "numbers.csv", tmp_path / "numbers.duckdb"
    export.write_text("\n".join(["item,annotator,value", *rows]) + "\n")
    assert oeq("load", db, export, "--scale", "value=interval").status == 0
    (row,) = json.loads(oeq("agreement", db, "--limits", "--format", "json").out)["rows"]
    found = sorted(abs(row[name]["value"]) for name in ("lower", "upper"))
    assert found == pytest.approx([0.544, 1.124], abs=5e-4)
    assert row["ccc"]["value"] == pytest.approx(0.98587, abs=5e-6)


def test_limits_are_of_numbers(oeq, moods):
    done = oeq("agreement", moods, "--limits", "--question", "mood")
    assert done.status == 2
    assert "mood is nominal, and limits of agreement are of numbers" in done.err


def test_weights_of_ones_own(oeq, moods, tmp_path):
    path = tmp_path / "weights.csv"
    path.write_text(",sad,glad\nsad,0,1\nglad,1,0\n")
    call = ("agreement", moods, "--question", "mood", "--format", "json")
    (weighted,) = json.loads(oeq(*call, "--weights", path).out)["questions"]
    (plain,) = json.loads(oeq(*call, "--coefficient", "alpha").out)["questions"]
    assert weighted["headline"]["coefficient"] == "alpha-own"
    assert weighted["headline"]["estimate"]["value"] == pytest.approx(plain["headline"]["estimate"]["value"])
    refused = oeq("agreement", moods, "--weights", path, "--retest")
    assert refused.status == 2
    assert "--weights are of coefficients" in refused.err
    assert "Name the question" in oeq("agreement", moods, "--weights", path).err


def test_a_workbook_has_all_tables(oeq, db, tmp_path):
    import python_calamine

    place = tmp_path / "x.xlsx"
    assert oeq("agreement", db, "--pairs", "-o", place).status == 0
    assert python_calamine.load_workbook(str(place)).sheet_names == ["coefficients", "labels", "pairs", "columns"]
    assert oeq("agreement", db, "-o", place).status == 2
    assert oeq("agreement", db, "-o", place, "--force").status == 0
    assert "does not end in .xlsx" in oeq("agreement", db, "-o", tmp_path / "x.csv").err
