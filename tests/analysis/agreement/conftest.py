"""Small studies of one question, each item with its answers in a string or a list of sets."""

import pytest

import oe_quality as oeq


@pytest.fixture(scope="session")
def stored():
    """`stored({"i1": "sad sad glad"})`: a store; `-` stands for no answer, a list holds sets of labels."""

    def make(votes, scale="nominal", **more):
        rows = [
            (item, f"p{a}", given)
            for item, answers in votes.items()
            for a, given in enumerate(answers.split() if isinstance(answers, str) else answers)
            if given != "-"
        ]
        columns = dict(zip(("item", "who", "mood"), map(list, zip(*rows, strict=True)), strict=True))
        return oeq.from_frame(columns, annotator="who", label="mood", scales=f"mood={scale}", **more)

    return make
