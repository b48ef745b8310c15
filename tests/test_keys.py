"""The user's key: made once, readable by its owner alone, overridden where somebody says so."""

import os

import pytest

from oe_quality import keys
from oe_quality.config import PeopleConfig
from oe_quality.errors import InputError, UsageError
from oe_quality.keys import VARIABLE, Key, find_key, own_place, read_private, write_private

KEY = Key(b"0123456789abcdef0123456789abcdef")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A machine on which nobody has said anything yet."""
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


def test_the_own_key_is_made_once_for_its_owner_alone(home):
    first = find_key()
    assert first == find_key()
    assert len(first.secret) == 64
    place = home / "config" / "oe-quality" / "key"
    assert place == own_place()
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in place.parent.iterdir()] == ["key"]


def test_environment_comes_before_settings_and_settings_before_the_own_key(home, monkeypatch):
    own = find_key()
    file = home / "project.key"
    write_private(file, KEY)
    said = PeopleConfig(key_file=str(file), public_key="everybody may know this")
    assert find_key(said) == KEY
    public = find_key(PeopleConfig(public_key="everybody may know this"))
    assert public.public
    assert not own.public
    monkeypatch.setenv(VARIABLE, " in the environment \n")
    assert find_key(said) == Key(b"in the environment")


@pytest.mark.parametrize("secret", [b"", b"short"])
def test_an_empty_or_short_key_is_refused(secret):
    with pytest.raises(UsageError, match="key is"):
        Key(secret)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_may_read_is_refused(tmp_path, mode):
    file = tmp_path / "key"
    write_private(file, KEY)
    file.chmod(mode)
    with pytest.raises(UsageError, match="chmod 600"):
        read_private(file)


def test_a_key_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(InputError, match="cannot read the key file"):
        read_private(tmp_path / "none")


def test_writing_never_replaces_a_key(tmp_path):
    file = tmp_path / "key"
    write_private(file, KEY)
    with pytest.raises(FileExistsError):
        write_private(file, Key(b"another one of sixteen"))
    assert read_private(file) == KEY
    assert [found.name for found in tmp_path.iterdir()] == ["key"]


def test_where_files_cannot_be_linked_the_key_is_moved_to_its_place(tmp_path, monkeypatch):
    def without_links(*_):
        raise OSError(95, "not supported")

    monkeypatch.setattr(os, "link", without_links)
    write_private(tmp_path / "key", KEY)
    with pytest.raises(FileExistsError):
        write_private(tmp_path / "key", KEY)
    assert [found.name for found in tmp_path.iterdir()] == ["key"]


def test_without_a_place_for_it_the_store_is_to_keep_it(home, monkeypatch):
    (home / "config").write_text("in the way")
    first, second = find_key(), find_key()
    assert first.kept
    assert first != second


def test_purposes_never_meet():
    assert len({KEY.digest(purpose, "anna") for purpose in ("pseudonym", "mail address", "sign")}) == 3
    assert KEY.derived("release") != KEY
    assert KEY.derived("release") == Key(KEY.secret).derived("release")
    assert KEY.derived("release").sign != KEY.sign


def test_the_key_never_shows_itself():
    assert "0123" not in repr(KEY) + str(KEY) + KEY.sign
    assert len(KEY.sign) == 8


def test_keys_are_equal_when_their_secrets_are():
    assert Key(KEY.secret, "elsewhere") == KEY
    assert KEY != "0123456789abcdef0123456789abcdef"
    assert len({KEY, Key(KEY.secret, "elsewhere")}) == 1


def test_a_kept_key_is_read_back():
    assert keys.kept_key(keys.fresh_key("x").secret.decode()).kept
