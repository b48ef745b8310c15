from oe_quality.readers.privacy import holds_email, pseudonym, scrub


def test_addresses_are_found_in_any_text():
    assert holds_email("write to a.b+c@mail.example.org, please")
    assert not holds_email("5:0@35@wsj/23/wsj_2386@wsj@en@on")


def test_text_is_scrubbed():
    assert (
        scrub("a@b.org from 192.0.2.1 or 2001:db8:0:0:0:0:0:1") == "(e-mail address) from (IP address) or (IP address)"
    )
    assert scrub("version 1.2.3, 12:30, 20-39") == "version 1.2.3, 12:30, 20-39"


def test_a_pseudonym_is_the_same_in_every_file_and_tells_people_apart():
    assert pseudonym("Ann@example.org") == pseudonym("ann@example.org") != pseudonym("bob@example.org")
    assert "example" not in pseudonym("Ann@example.org")
    assert pseudonym("ann") == "ann"
