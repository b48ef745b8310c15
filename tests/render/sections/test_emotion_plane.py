"""The emotion map: where its ellipses lie, and what it says."""

import numpy as np
import polars as pl

from oe_quality.render.page.blocks import Figure, Prose
from oe_quality.render.sections import emotion_plane
from tests.render.made_up import PLAIN, Made


def test_an_ellipse_is_the_boundary_of_its_quadratic_form():
    figure = emotion_plane.emotion_map(Made(*PLAIN).emotion_map())
    points = figure.data["emotion-ellipses"].filter(pl.col("label") == "sad")
    mean = figure.data["emotion-map"].filter(pl.col("label") == "sad")
    away = points.select("valence", "arousal").to_numpy() - mean.select("valence", "arousal").to_numpy()
    form = np.linalg.inv(np.array([[0.3, 0.1], [0.1, 0.4]]))
    np.testing.assert_allclose(np.einsum("ni,ij,nj->n", away, form, away), 1.0)
    assert "1 emotion without an ellipse" in figure.caption


def test_the_caption_names_the_ends_of_both_axes():
    it = Made(*PLAIN).emotion_map()
    low = min(it.places, key=lambda place: place.valence.value)
    loud = max(it.places, key=lambda place: place.arousal.value)
    figure = emotion_plane.block(it)
    assert isinstance(figure, Figure)
    assert f"Valence from {low.label} (" in figure.caption
    assert f"to {loud.label} ({loud.arousal.value:.1f}).".replace("-", "\N{MINUS SIGN}") in figure.caption
    assert figure.table.frame.height == len(it.places)


def test_without_places_it_says_what_it_would_need():
    assert isinstance(emotion_plane.block(None), Prose)
