import pytest

from oe_quality.readers.text.encoding import DAMAGED, decode

TEXT = "item,worker,label\na,w1,x\nb,w2,ü\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_in_every_encoding(encoding):
    decoded = decode(TEXT.encode(encoding))
    assert (decoded.text, decoded.remark) == (TEXT, "")


@pytest.mark.parametrize("text", ["ü", "ça va, “naïve” – 5 €", "Ärger\nÜbermut"])
def test_windows_text_is_read_and_its_words_are_shown(text):
    decoded = decode(text.encode("cp1252"))
    assert (decoded.text, decoded.encoding) == (text, "cp1252")
    assert "Windows-1252: check '" in decoded.remark


@pytest.mark.parametrize(
    "content",
    [b"a\x81b", b"a\0\xfcb", "ü".encode() + b"\xfc", b"\xf7\xd7", "猫".encode("shift-jis"), "радость".encode("koi8-r")],
    ids=["no letter", "binary", "mixed", "signs", "Japanese", "Russian"],
)
def test_bytes_that_are_no_text_are_marked_in_their_place(content):
    decoded = decode(content)
    assert decoded.encoding == "utf-8" or decoded.remark
    assert DAMAGED in decoded.text or decoded.remark
