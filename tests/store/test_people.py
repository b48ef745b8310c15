"""Decisions about annotators: by alias or key, with a reason, kept for good."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from oe_quality.errors import UsageError
from oe_quality.keys import Key
from oe_quality.pseudonyms import called
from oe_quality.store import open_store

KEY = Key(b"the key of this test file")


def test_the_history_of_decisions_is_kept(store, small):
    store.ingest(small)
    alias = store.exclude("9", " left the sliders alone ")
    assert store.include(alias, "talked to them") == alias
    store.exclude(alias, "again")
    history = store.exclusions()
    assert history.select("alias", "excluded", "reason").rows() == [
        (alias, True, "left the sliders alone"),
        (alias, False, "talked to them"),
        (alias, True, "again"),
    ]
    now = datetime.now(UTC).replace(tzinfo=None)
    assert all(now - timedelta(minutes=5) < moment <= now for moment in history["decided_at"])
    person = store.annotators().filter(store.annotators()["excluded"])
    assert person.select("annotator", "reason").rows() == [("9", "again")]
    assert store.info().excluded == (alias,)


def test_annotations_leave_the_excluded_out_unless_asked(store, small):
    store.ingest(small)
    store.exclude("9", "why not")
    assert set(store.annotations()["annotator"]) == {"7", "10"}
    assert set(store.annotations(include_excluded=True)["annotator"]) == {"7", "9", "10"}
    assert store.annotators()["n_annotations"].sum() == 5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda store, _: store.exclude("A99", "x"), "no annotator 'A99'"),
        (lambda store, alias: store.exclude(alias[:-1], "x"), "no annotator[^$]*Did you mean"),
        (lambda store, alias: store.exclude(alias, "  "), "needs a reason"),
        (lambda store, alias: store.include(alias), r"\(9, nine\) is not excluded"),
        (
            lambda store, alias: (store.exclude(alias, "x"), store.exclude(alias, "y")),
            r"\(9, nine\) is already excluded",
        ),
    ],
)
def test_decisions_that_make_no_sense_are_refused(store, small, call, message):
    store.ingest(small)
    with pytest.raises(UsageError, match=message):
        call(store, store.person("9").alias)


def test_everybody_is_found_by_pseudonym_in_any_case_by_id_and_by_user_name(store, small):
    store.ingest(small)
    alias = store.person("9").alias
    for who in (alias, alias.upper(), f" {alias.title()} ", "9", "nine"):
        assert store.person(who).annotator == "9"
    assert store.person("9").words == f"{alias} (9, nine)"
    assert store.person("7").words == f"{store.person('7').alias} (7)"


@pytest.mark.parametrize("who", ["Nine", "NINE", "nin", "1", "", " ", "%", "9%", "nine "])
def test_ids_and_user_names_count_only_as_they_are_written(store, small, who):
    store.ingest(small)
    with pytest.raises(UsageError, match="no annotator"):
        store.person(who)


def test_an_argument_that_fits_two_people_is_nobodys_and_names_both(store, make, row):
    store.ingest(make(row("a", "5", "mood", "sad"), row("a", "6", "mood", "sad"), names={"5": "6", "6": "anna"}))
    five, six = store.person("5"), store.person("anna")
    with pytest.raises(UsageError) as caught:
        store.exclude("6", "why not")
    assert five.words in str(caught.value)
    assert six.words in str(caught.value)
    assert store.exclusions().is_empty()
    assert store.exclude(five.alias, "why not") == five.alias


def test_an_id_that_arrives_later_and_equals_a_pseudonym_makes_it_ambiguous(store, make, row):
    store.ingest(make(row("a", "5", "mood", "sad")))
    alias = store.person("5").alias
    store.ingest(make(row("a", alias, "mood", "sad"), row("a", alias.upper(), "mood", "sad"), file="later.csv"))
    with pytest.raises(UsageError, match=f"the pseudonym of {alias}[^$]*the id of [^$]*id:5"):
        store.person(alias)
    assert store.person("id:5").annotator == store.person(f"pseudonym:{alias}").annotator == "5"
    assert store.person(f"id:{alias}").annotator == alias
    with pytest.raises(UsageError, match="more than one person"):
        store.person(alias.upper())
    assert store.person("5").alias == alias


@pytest.mark.parametrize("seed", range(4))
def test_no_argument_ever_reaches_the_wrong_person(make, row, seed):
    """Ids of every awkward kind, loaded in weeks; each text finds who bears it, or nobody."""
    draw = random.Random(seed)
    kinds = [
        *(f"A{n:02d}" for n in range(1, 30)), *(f"a{n:02d}" for n in range(1, 10)), *(str(n) for n in range(20)),
        *(called(KEY, [f"A{n:02d}"])[f"A{n:02d}"] for n in range(1, 12)), *(f"worker-{n:03d}" for n in range(9)),
        "otter", "otter-", "otter-3", "OTTER-307", "otter-307-birch", "Anna", "anna", "ANNA", "anna ", "'; --", "%",
    ]  # fmt: skip
    people = draw.sample(kinds, 40)
    user_names = {who: draw.choice(kinds) for who in draw.sample(people, 10)}
    with open_store(":memory:", key=KEY) as store:
        for week, some in enumerate((people[:15], people[10:30], people[25:])):
            rows = [row("a", who, "mood", "sad") for who in some]
            store.ingest(make(*rows, names=user_names, file=f"{week}.csv"))
        known = store.annotators()
        texts = {*kinds, *known["alias"], *known["alias"].str.to_uppercase(), *(alias[:-1] for alias in known["alias"])}
        for text in texts:
            bearers = {
                row["annotator"]
                for row in known.iter_rows(named=True)
                if text in (row["annotator"], row["name"]) or text.strip().lower() == row["alias"]
            }
            if len(bearers) == 1:
                assert {store.person(text).annotator} == bearers
            else:
                with pytest.raises(UsageError):
                    store.person(text)


def test_decisions_survive_later_loads_and_reopening(tmp_path, make, row):
    path = tmp_path / "q.duckdb"
    with open_store(path, create=True) as store:
        store.ingest(make(row("a", "1", "mood", "sad"), row("a", "2", "mood", "sad")))
        store.exclude("1", "why not")
    with open_store(path, create=True) as store:
        store.ingest(make(row("b", "1", "mood", "sad"), row("b", "2", "mood", "sad"), file="later.csv"))
        assert store.panel("mood").annotators.to_list() == ["2"]


def test_a_reason_names_nobody(store, make, row):
    store.ingest(make(row("a", "anna.berg", "mood", "sad"), row("a", "bo_larsen", "mood", "sad")))
    aliases = dict(store.annotators().select("annotator", "alias").iter_rows())
    store.exclude("bo_larsen", "Anna Berg (anna@mail.example, +49 30 1234567) says so")
    assert store.exclusions()["reason"].to_list() == [
        f"{aliases['anna.berg']} ((e-mail address), (phone number)) says so"
    ]


def test_an_address_that_was_an_id_finds_its_person_and_nobody_else(make, row, tmp_path, monkeypatch):
    rows = [row("a", who, "mood", "sad") for who in ("anna@example.org", "bo@example.org", "A24")]
    with open_store(tmp_path / "s.duckdb", create=True, key=KEY) as store:
        store.ingest(make(*rows))
    with open_store(tmp_path / "s.duckdb", read_only=False, key=KEY) as store:
        anna, bo = store.person("anna@example.org"), store.person("id:bo@example.org")
        assert anna.annotator.startswith("mail-")
        assert anna.annotator != bo.annotator
        assert store.exclude("anna@example.org", "left") == anna.alias
        with pytest.raises(UsageError, match="no annotator 'mail-"):
            store.person("cleo@example.org")
    with (
        open_store(tmp_path / "s.duckdb", key=Key(b"another key of this test")) as store,
        pytest.raises(UsageError, match="not at hand"),
    ):
        store.person("bo@example.org")
