import polars as pl
import pytest

from oe_quality.disguised import addresses, decoded, of_addresses, written_out
from oe_quality.privacy import pseudonym, scrub

NUMBERS = [
    "http://3232235777/a.wav",
    "https://0xC0A80101:80/",
    "http://192.168.257/x",
    "ftp://u@3232235777",
    "http%3A%2F%2F3232235777%2Fa",
    "http://0300.0250.1.1/",
    "0xC0.0xA8.0x01.0x01",
    "192.168.001.001",
    "010.000.000.007",
]
WORDS = ["amFuZUB4Lm9yZw==", "amFuZUB4Lm9yZw", "YW5uYUBtYWlsLmV4YW1wbGU=", "eyJlbWFpbCI6ImphbmVAeC5vcmcifQ"]
NAMES = [
    "3232235777",
    "0xC0A80101",
    "C0A80101",
    "001.002.003.004",
    "http://17/a",
    "http://999.999/",
    "http://08.1.2/",
    "s3://3232235777/x",
    "https://example.org/3232235777",
    "100.000.000",
    "clip_000123_speaker_QA12",
    "SGVsbG8gd29ybGQgdGhpcyBpcw==",
    "dGhlcmUgaXMgYW4gQCBpbiBpdA==",
    "AAAAQAAAAAA===",
]


@pytest.mark.parametrize("found", [*NUMBERS, *WORDS])
@pytest.mark.parametrize("around", ["{}", "see {} there", "({})", "clips/{}/3.wav"])
def test_addresses_are_found_in_another_guise(found, around, never_stored):
    never_stored(around.format(found))


@pytest.mark.parametrize("around", ["x_{}_1", "?u={}&v=2", "a-{}", "{}.wav"])
def test_base64_is_found_between_other_characters(around):
    assert WORDS[1] not in pseudonym(around.format(WORDS[1]))


@pytest.mark.parametrize("name", NAMES)
def test_what_may_be_anything_else_is_none(name):
    assert scrub(name) == pseudonym(name) == name


def test_of_a_web_address_only_the_host_is_replaced():
    assert scrub("http://3232235777:80/a.wav") == "http://(IP address):80/a.wav"
    assert pseudonym("http://0xC0A80101/clips/1.wav").endswith("/clips/1.wav")


def test_base64_is_an_address_only_if_all_of_it_is_text():
    assert decoded("YW5uYUBtYWlsLmV4YW1wbGU=") == "anna@mail.example"
    assert decoded("AEBh") == decoded("A") == decoded("a_b") == ""


def test_long_words_that_stand_for_nothing_are_left():
    # Were each beginning tried anew, this would take hours.
    assert scrub("QAAA" * 100_000 + "====") == "QAAA" * 100_000 + "===="


@pytest.mark.parametrize(
    "name", ["ip", "IPAddress", "worker_ip", "Remote_Addr", "clientIp", "IPv4", "ipv6 address", "ip_int"]
)
def test_columns_of_addresses(name):
    assert of_addresses(name)


@pytest.mark.parametrize(
    "name", ["item", "trip", "ship_id", "recipient", "address", "clip", "tip", "zip", "description"]
)
def test_other_columns(name):
    assert not of_addresses(name)


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("3232235777", "192.168.1.1"),
        ("0xC0A80101", "192.168.1.1"),
        ("c0a80101", "192.168.1.1"),
        ("42540766411282592856903984951653826561", "2001:db8::1"),
        ("20010db8000000000000000000000001", "2001:db8::1"),
        ("17", "17"),
        ("99999999999", "99999999999"),
        ("192.168.1.1", "192.168.1.1"),
        ("anna", "anna"),
    ],
)
def test_numbers_in_a_column_of_addresses(number, address):
    assert written_out(number) == address
    assert addresses(pl.Series([number, None, number])).to_list() == [address, None, address]
