"""Matrices as they are posted beside wrong coefficients: each gives the right alpha, or is asked about.

The values are Krippendorff's own (Computing Krippendorff's alpha-reliability, 2011), Fleiss (1971), and those that the
authors of the programs in question confirmed.
"""

import pytest

import oe_quality as oeq
from oe_quality.errors import InputError
from oe_quality.readers import ReadOptions
from oe_quality.readers.registry import read
from oe_quality.readers.text.source import input_from_bytes
from oe_quality.store import open_store
from oe_quality.store.database import MEMORY

CODERS = """A,1,2,3,3,2,1,4,1,2,NA,NA,NA
B,1,2,3,3,2,2,4,1,2,5,NA,3
C,NA,3,3,3,2,3,4,2,2,5,1,NA
D,1,2,3,3,2,4,4,1,2,5,1,NA
"""
ROWS = [line.split(",") for line in CODERS.split()]
PEOPLE, *UNITS = zip(*ROWS, strict=True)
BY_UNIT = f"unit,{','.join(PEOPLE)}\n" + "".join(f"{n},{','.join(unit)}\n" for n, unit in enumerate(UNITS, 1))
BY_CODER = f"observer,{','.join(str(n) for n, _ in enumerate(UNITS, 1))}\n{CODERS}"
BINARY = "rater1,rater2\n" + "".join(f"{a},{b}\n" for a, b in zip("0100000010", "1110010000", strict=True))
ALIKE = "unit,a,b,c,d,e\n1,3,3,3,3,3\n2,3,3,3,3,\n3,3,3,,3,3\n4,3,3,,3,3\n5,3,3,3,1,3\n"
FLEISS = (
    "0,0,0,0,14\n0,2,6,4,2\n0,0,3,5,6\n0,3,9,2,0\n2,2,8,1,1\n7,7,0,0,0\n3,2,6,3,0\n2,5,3,2,2\n6,5,2,1,0\n0,2,2,3,7\n"
)


@pytest.mark.parametrize(
    ("text", "options", "alpha"),
    [
        (BY_UNIT, {}, 904 / 1216),
        (BY_CODER, {"annotator": "observer", "wide": tuple(str(n) for n in range(1, 13))}, 904 / 1216),
        (BINARY, {}, 2 / 21),
        ("coder1,coder2\nA,B\nB,A\n", {}, -0.5),
        (ALIKE, {}, 0.0),
        (",yes,no,Total\nyes,20,5,25\nno,10,15,25\nTotal,30,20,50\n", {}, 0.4),
        # Of counts without a header alpha is Fleiss' kappa of 0.2099, corrected for the 140 answers.
        (FLEISS, {}, 1 - (1 - 0.2099307) * 139 / 140),
    ],
)
def test_a_posted_matrix_gives_the_right_alpha(text, options, alpha):
    export = read(input_from_bytes(text.encode(), "posted.csv"), ReadOptions(**options))
    with open_store(MEMORY, own_ids=True) as store:
        store.ingest(export)
        (question,) = oeq.agreement(store, coefficient="alpha").questions
    assert question.headline.estimate.value == pytest.approx(alpha, abs=5e-6)


@pytest.mark.parametrize("text", [BY_CODER, CODERS, "Alice,Bob\n" + "x,y\ny,y\n" * 2, "20,5\n10,15\n"])
def test_a_matrix_that_does_not_say_what_its_rows_are_is_asked_about(text):
    with pytest.raises(InputError) as asked:
        read(input_from_bytes(text.encode(), "posted.csv"), ReadOptions())
    assert "--wide" in asked.value.remedy
