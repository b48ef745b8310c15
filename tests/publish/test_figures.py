"""The pictures that can be asked for."""

import pytest

import oe_quality as oeq
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.publish.figures import PICTURES, Asked, known, picture
from oe_quality.render.page.blocks import Figure
from oe_quality.render.paper.sheet import figure_of


@pytest.fixture(scope="module")
def store():
    made = oeq.simulate(form="choice", items=60, labels=4, kinds={"good": 6, "constant": 1}, seed=3)
    with oeq.from_frame(made) as opened:
        yield opened


WHY_NOT = {
    "copying": "pair",
    "together": "one label each",
    "words": "no words in categories",
    "emotion-plane": "emotion, valence, arousal",
    "groups": "nothing is known of the annotators",
    "groups-apart": "nothing is known of the annotators",
    "models": "model",
    "ratings": "in numbers",
}
"""Pictures that single choices without times, groups or models cannot have -> what the reason speaks of."""


ELSEWHERE = {"severity"}
"""Pictures of ordered labels, which have tests of their own."""


@pytest.mark.parametrize("name", [it.name for it in PICTURES if it.name not in ELSEWHERE])
def test_each_picture_is_drawn_or_says_why_not(store, name):
    asked = Asked(store, None)
    if name not in WHY_NOT:
        made = figure_of(picture(name).draw(asked))
        assert isinstance(made, Figure)
        assert all(frame.height for frame in made.data.values())
        assert made.caption
        return
    with pytest.raises(NotComputableError, match=WHY_NOT[name]):
        figure_of(picture(name).draw(asked))


def test_names_are_distinct_and_listed():
    assert known()["figure"].n_unique() == len(PICTURES)


def test_an_unknown_one_names_its_neighbour():
    with pytest.raises(UsageError, match="no figure 'skil'") as refused:
        picture("skil")
    assert "skill" in refused.value.remedy
