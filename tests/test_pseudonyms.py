import hashlib
import hmac
import random
import re

import pytest

from oe_quality.config import PeopleConfig
from oe_quality.errors import InputError, UsageError
from oe_quality.keys import Key, find_key, fresh_key
from oe_quality.names import Replacements
from oe_quality.pseudonyms import VARIABLE, called, form_of, pseudonyms, read_key, scrubbed
from oe_quality.wordlist import WORDS

KEY = Key(b"0123456789abcdef0123456789abcdef")


def test_a_pseudonym_is_the_keyed_hash_of_the_name():
    expected = hmac.new(KEY.secret, b"anna", hashlib.sha256).hexdigest()[:16]
    assert pseudonyms(KEY, ["anna"]) == {"anna": expected}


def test_pseudonyms_do_not_depend_on_who_else_is_there():
    assert pseudonyms(KEY, ["anna", "bo"])["bo"] == pseudonyms(KEY, ["bo"])["bo"]
    assert pseudonyms(Key(b"another key of enough length"), ["bo"]) != pseudonyms(KEY, ["bo"])


def test_collisions_are_refused(monkeypatch):
    monkeypatch.setattr("oe_quality.pseudonyms.DIGITS", 0)
    with pytest.raises(InputError, match="same pseudonym"):
        pseudonyms(KEY, ["anna", "bo"])


def test_the_key_comes_from_a_file_or_the_environment(tmp_path, monkeypatch):
    file = tmp_path / "key"
    file.write_text("0123456789abcdef0123456789abcdef\n")
    with pytest.raises(UsageError, match="open to other users"):
        read_key(file)
    file.chmod(0o600)
    assert read_key(file) == KEY
    with pytest.raises(UsageError, match="published or shared"):
        read_key(file, outside=[tmp_path])
    monkeypatch.setenv(VARIABLE, "  " + KEY.secret.decode() + " ")
    assert read_key(None) == KEY
    with pytest.raises(InputError, match="cannot read"):
        read_key(tmp_path / "absent")


def test_without_a_key_a_release_has_one_made_of_the_user_s_own(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delenv("OEQ_KEY", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    found = read_key(None)
    own = find_key()
    assert found == own.derived("releases")
    assert found == read_key(None, people=PeopleConfig(public_key="anybody may read this one"))
    (tmp_path / "team").write_text("a secret of the whole team\n")
    (tmp_path / "team").chmod(0o600)
    assert read_key(None, people=PeopleConfig(key_file=str(tmp_path / "team"))) not in {found, own}


def test_a_release_needs_a_key_that_is_there_the_next_time(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("oe_quality.pseudonyms.find_key", lambda people: fresh_key("nowhere", kept=True))
    with pytest.raises(UsageError, match="none of your own can be kept here"):
        read_key(None)


def test_names_and_addresses_leave_free_text():
    text = "Anna said: ask anna.b or write to anna@mail.example. Joanna agrees."
    clean = scrubbed(text, Replacements({"anna": "p1", "anna.b": "p2", "jo": "p3"}))
    assert clean == "p1 said: ask p2 or write to (e-mail address). Joanna agrees."
    assert (
        scrubbed("call +49 30 1234567 or jane(at)x.org", Replacements({})) == "call (phone number) or (e-mail address)"
    )


def test_the_words_are_what_they_were():
    """With another list everybody would be called otherwise."""
    assert hashlib.sha256(" ".join(WORDS).encode()).hexdigest()[:16] == "b545cfed31b60e48"
    assert all(re.fullmatch("[a-z]{3,8}", word) for word in WORDS)
    assert len(set(WORDS)) == len(WORDS)


def test_a_known_person_is_called_what_they_always_were():
    assert called(KEY, ["anna", "24"]) == {"anna": "poppy-097", "24": "summer-279"}


@pytest.mark.parametrize("seed", range(20))
def test_pseudonyms_are_the_same_in_every_subset_and_order(seed):
    draw = random.Random(seed)
    people = [f"A{n:02d}" for n in range(1, 65)] + [f"user {n}" for n in range(draw.randrange(200))]
    whole = called(KEY, people)
    assert len(set(whole.values())) == len(people)
    some = draw.sample(people, draw.randrange(1, len(people)))
    assert called(KEY, some) == {who: whole[who] for who in some}


def test_nobody_without_the_key_can_work_it_out():
    """Another key calls the same people otherwise, and the order of pseudonyms is not that of any plain digest."""
    people = [f"A{n:02d}" for n in range(1, 65)]
    found = called(KEY, people)
    other = called(Key(b"another key of enough length"), people)
    assert not [who for who in people if found[who] == other[who]]
    by_alias = sorted(people, key=found.get)
    for digest in (hashlib.sha256, hashlib.md5, hashlib.sha1):
        plain = sorted(people, key=lambda who: digest(who.encode()).hexdigest())
        assert sum(a == b for a, b in zip(by_alias, plain, strict=True)) < 8


def test_only_who_collides_is_called_longer(monkeypatch):
    monkeypatch.setattr("oe_quality.pseudonyms.NUMBERS", 2)
    people = [f"w{n}" for n in range(300)]
    found = called(KEY, people)
    assert len(set(found.values())) == 300
    short = {who: alias for who, alias in found.items() if form_of(alias) == 0}
    long = {who: alias for who, alias in found.items() if form_of(alias)}
    assert short
    assert long
    heads = [alias.rsplit("-", form_of(alias))[0] for alias in found.values()]
    assert all(heads.count(alias) == 1 for alias in short.values())
    assert all(heads.count(alias.rsplit("-", form_of(alias))[0]) > 1 for alias in long.values())


def test_who_comes_later_never_takes_a_name_that_is_or_was_somebodys():
    alias = called(KEY, ["anna"])["anna"]
    longer = called(KEY, ["anna"], taken=[alias.upper()])["anna"]
    assert longer.startswith(f"{alias}-")
    assert form_of(longer) == 1


@pytest.mark.parametrize("ids", [["otter-307"], ["Otter-307", "a"], ["otter-307", "elk-001-birch"]])
def test_a_pseudonym_never_has_the_form_of_an_id(ids):
    forms = {form_of(text) for text in ids}
    assert not {form_of(alias) for alias in called(KEY, [*ids, "anna"], ids=ids).values()} & forms


@pytest.mark.parametrize(
    "text", ["A24", "24", "worker-123", "otter-3o7", "otter-30", "otter307", "otter-307-xyz", "", "-"]
)
def test_other_ids_have_no_pseudonyms_form(text):
    assert form_of(text) is None
