"""Data on its way into a page: nothing is lost, and nothing becomes markup, script or a broken chart."""

import base64
import json
import math
import zlib

import polars as pl
import pytest

from oe_quality.plaintext import visible
from oe_quality.render.page import island
from oe_quality.render.page.island import encoded, rows_of, safe_json
from tests.render.hostile import HOSTILE
from tests.render.page.test_html import annotators


def test_encoding_and_decoding_keep_every_value():
    frame = annotators(HOSTILE)
    rows = rows_of(encoded(frame))
    assert [row["remark"] for row in rows] == [visible(word) for word in HOSTILE]
    assert rows[3]["seconds"] is None
    assert encoded(pl.DataFrame({"x": [float("nan"), 1.0]}))["x"]["values"] == [None, 1.0]


def test_what_stands_in_a_script_ends_none():
    text = safe_json({"a": "</script><!--&\u2028\u2029"})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {"a": "</script><!--&\u2028\u2029"}
    with pytest.raises(ValueError, match="not JSON compliant"):
        safe_json([math.inf])


def test_packed_data_are_the_same_data():
    value = {"words": list(HOSTILE)}
    assert json.loads(zlib.decompress(base64.b64decode(island.packed(value)))) == value


def test_numbers_are_cut_to_their_digits_but_counts_keep_all_before_the_point():
    frame = pl.DataFrame({"x": [0.123456789, 999.987654321, 1234567.891, 1e-200, float("nan"), None]})
    assert encoded(frame, 4)["x"]["values"] == [0.1235, 1000.0, 1234567.89, 0.0, None, None]


def test_words_of_a_list_and_times_are_text():
    frame = pl.DataFrame({"a": [["x", "y"], []], "t": [1, None]}).with_columns(pl.col("t").cast(pl.Date))
    assert rows_of(encoded(frame)) == [{"a": "x; y", "t": "1970-01-02"}, {"a": "", "t": None}]


@pytest.mark.parametrize("word", ["__proto__", "constructor", "toString"])
def test_a_word_that_a_chart_s_objects_have_is_made_another(word):
    assert island.chart_word(word) not in (word, "")
    assert island.chart_word(f"my {word}") == f"my {word}"
    assert len(island.chart_word("x" * 500)) <= island.CHART_TEXT
    assert rows_of(island.chart_data(pl.DataFrame({"a": [word]}))) == [{"a": island.chart_word(word)}]
