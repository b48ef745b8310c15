import polars as pl
import pytest

from oe_quality.privacy import (
    cleaned,
    cleaned_lists,
    holds_address,
    holds_email,
    pseudonym,
    scrub,
)

ADDRESSES = [
    "a.b+c@mail.example.org",
    "jane(at)x.org",
    "jane at x dot org",
    "jane at x\tdot\u00a0org",
    "Jane AT mail DOT x DOT de",
    "jane@x dot org",
    "jane [at] x [dot] org",
    "jane%40x.org",
    "jane&#64;x.org",
    "jane&commat;x.org",
    "jane\uff20x.org",
    "jörg@müller.de",
    "用户@例子.广告",
    "anna@xn--mller-kva.xn--p1ai",
    "anna@[192.0.2.1]",
    '"jane doe"@x.org',
    "O'Neil@x.org",
    "jane%2540x.org",
    "jane@x%2Eorg",
    "jane=40x=2Eorg",
    "jane&amp;#64;x&#46;org",
    "jane&#64x.org",
    "jane\\u0040x\\u002eorg",
    "jane\\u{40}x.org",
    "jane+AEA-x.org",
    "ja\u00adne@\u200bx\u200b.org",
    "jane@x\uff61org",
]
IPS = [
    "192.0.2.1",
    "10.0.0.7",
    "192[.]0[.]2[.]1",
    "192(dot)0(dot)2(dot)1",
    "192%2E0%2E2%2E1",
    "2001:db8:0:0:0:0:0:1",
    "2001:db8::1",
    "2001:DB8::8:800:200C:417A",
    "fe80::1%eth0",
    "fe80::1",
    "::ffff:192.0.2.1",
    "fd12:3456:789a::1",
]
HASHES = [
    "pbkdf2_sha256$260000$abcdefgh$ZmFrZWhhc2g=",
    "$2b$12$KIXQJ1abcdefghijklmnopqrstuv",
    "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
    "{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
]
NAMES = [
    "image@2x.png",
    "spk01@rec_03.wav",
    "https://medium.example/@anna/post.html",
    "5:0@35@wsj/23/wsj_2386@wsj@en@on",
    "lodash@4.17.21",
    "a@b",
    "@anna",
    "video::12",
    "1::2",
    "std::string",
    "12:30:45",
    "v1.2.3.4",
    "1.2.3",
    "300.1.2.3.4.5",
    "d41d8cd98f00b204e9800998ecf8427e.wav",
    "clip:0.5:1.5",
    "$5 and $10",
    "00000000000000000000000000000012",
    "look at the dot there",
    "at the dot in it",
    "a+AEA",
    "100%40",
    "R&amp;D",
]


@pytest.mark.parametrize("found", [*ADDRESSES, *IPS, *HASHES])
@pytest.mark.parametrize("around", ["{}", "see {} there", "x,{};y", "clip_{}_3", "<{}>"])
def test_what_must_not_be_stored_is_found_in_any_text(found, around, never_stored):
    text = around.format(found)
    never_stored(text)
    assert found not in scrub(text) + pseudonym(text)


@pytest.mark.parametrize("name", NAMES)
def test_what_only_looks_like_it_keeps_its_name(name):
    assert pseudonym(name) == name
    assert not holds_address(name)


def test_in_an_items_name_only_the_address_is_replaced():
    first, second = pseudonym("studio/anna@mail.example_01.wav"), pseudonym("studio/Anna@mail.example_02.wav")
    assert first.startswith("studio/mail~")
    assert first.endswith("_01.wav")
    assert first.removesuffix("_01.wav") == second.removesuffix("_02.wav")
    assert pseudonym("anna@mail.example.wav") == pseudonym("anna@mail.example") + ".wav"


def test_text_is_scrubbed():
    assert scrub("a@b.org from 192.0.2.1 or 2001:db8::1") == "(e-mail address) from (IP address) or (IP address)"
    assert scrub("hash d41d8cd98f00b204e9800998ecf8427e") == "hash (hash)"
    assert scrub("version 1.2.3, 12:30, 20-39") == "version 1.2.3, 12:30, 20-39"


def test_a_pseudonym_is_the_same_in_every_file_and_tells_people_apart():
    assert pseudonym("Ann@example.org") == pseudonym("ann@example.org") != pseudonym("bob@example.org")
    assert "example" not in pseudonym("Ann@example.org")
    assert pseudonym("ann") == "ann"


def test_addresses_are_told_from_other_findings():
    assert holds_email("write to a.b+c@mail.example.org, please")
    assert not holds_email("10.0.0.7")


def test_whole_columns_are_cleaned():
    column = pl.Series("x", ["a@b.org", None, "plain", "a@b.org"])
    assert cleaned(column, scrub).to_list() == ["(e-mail address)", None, "plain", "(e-mail address)"]
    assert cleaned(pl.Series("x", ["plain"]), scrub).to_list() == ["plain"]
    lists = pl.Series("x", [["a@b.org", "p"], None, [], ["q"]])
    assert cleaned_lists(lists, scrub).to_list() == [["(e-mail address)", "p"], None, [], ["q"]]
