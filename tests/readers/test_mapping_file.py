import pytest

from oe_quality.errors import InputError
from oe_quality.readers import mapping as m
from oe_quality.readers.mapping_file import read_mapping, write_mapping
from oe_quality.scales import parse_scale

WHOLE = m.Mapping(
    format='our "export"',
    steps=(
        m.Wide(("a", "b"), called=("x", "y"), questions=("p", "q"), header_rows=1),
        m.Rename("c", (("1", "joy"), ("2", "sad\n"))),
        m.Keep("k", ("t",), but=True),
    ),
    item=("clip", "part"),
    annotator=("who",),
    answers=(m.Answers("answer", separator=";"), m.Answers("n", number=True)),
    time="t",
    status="s",
    status_words=(("ok", "answered"),),
    questions=(parse_scale("mood=ordinal:low<mid<high"), parse_scale("n=interval:0..10")),
)


def test_a_mapping_comes_back_as_it_was_written(tmp_path):
    (tmp_path / "my.toml").write_text(write_mapping(WHOLE))
    assert read_mapping(tmp_path / "my.toml") == WHOLE


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("itme = ['a']", "'itme'"),
        ("item = 'a'", "item needs a list"),
        ("[[steps]]\ndo = 'wied'", "'wied' is no step"),
        ("item = [", "cannot be read"),
        ("[[steps]]\ndo = 'wide'", "lacks something"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said(tmp_path, text, what):
    (tmp_path / "my.toml").write_text(text)
    with pytest.raises(InputError, match=what):
        read_mapping(tmp_path / "my.toml")


def test_rows_that_stand_in_their_order_are_said_to(tmp_path):
    (tmp_path / "my.toml").write_text(write_mapping(m.Mapping(item=("i",), annotator=("a",), ordered=True)))
    assert read_mapping(tmp_path / "my.toml").ordered
