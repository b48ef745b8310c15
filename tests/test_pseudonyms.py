import hashlib
import hmac

import pytest

from oe_quality.errors import InputError, UsageError
from oe_quality.pseudonyms import VARIABLE, Key, pseudonyms, read_key, scrubbed

KEY = Key(b"0123456789abcdef0123456789abcdef")


def test_a_pseudonym_is_the_keyed_hash_of_the_name():
    expected = hmac.new(KEY.secret, b"anna", hashlib.sha256).hexdigest()[:16]
    assert pseudonyms(KEY, ["anna"]) == {"anna": expected}


def test_pseudonyms_do_not_depend_on_who_else_is_there():
    assert pseudonyms(KEY, ["anna", "bo"])["bo"] == pseudonyms(KEY, ["bo"])["bo"]
    assert pseudonyms(Key(b"another key of enough length"), ["bo"]) != pseudonyms(KEY, ["bo"])


@pytest.mark.parametrize("secret", [b"", b"short"])
def test_an_empty_or_short_key_is_refused(secret):
    with pytest.raises(UsageError, match="key is"):
        Key(secret)


def test_the_key_never_shows_itself():
    assert "0123" not in repr(KEY)


def test_collisions_are_refused(monkeypatch):
    monkeypatch.setattr("oe_quality.pseudonyms.DIGITS", 0)
    with pytest.raises(InputError, match="same pseudonym"):
        pseudonyms(KEY, ["anna", "bo"])


def test_the_key_comes_from_a_file_or_the_environment(tmp_path, monkeypatch):
    file = tmp_path / "key"
    file.write_text("0123456789abcdef0123456789abcdef\n")
    assert read_key(file) == KEY
    with pytest.raises(UsageError, match="published or shared"):
        read_key(file, outside=[tmp_path])
    monkeypatch.setenv(VARIABLE, "  " + KEY.secret.decode() + " ")
    assert read_key(None) == KEY
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(UsageError, match="no pseudonym key"):
        read_key(None)
    with pytest.raises(InputError, match="cannot read"):
        read_key(tmp_path / "absent")


def test_names_and_addresses_leave_free_text():
    text = "Anna said: ask anna.b or write to anna@mail.example. Joanna agrees."
    clean = scrubbed(text, {"anna": "p1", "anna.b": "p2", "jo": "p3"})
    assert clean == "p1 said: ask p2 or write to [e-mail]. Joanna agrees."
