"""Emotions in the plane of valence and arousal, with the region in which each one's mean lies."""

from __future__ import annotations

import altair as alt
import numpy as np
import polars as pl

from oe_quality.analysis.distributions.results import EmotionMap, EmotionPlace
from oe_quality.plaintext import count
from oe_quality.render.charts import dots, style
from oe_quality.render.charts import labels as names
from oe_quality.render.page.blocks import Block, Column, Figure, Help, Prose, Table
from oe_quality.render.page.words import number

OUTLINE = 49
"""Points of an ellipse's outline; the last is the first."""
SIDE = 560
"""Pixels of the plane's width; `HEIGHT` of its height."""
HEIGHT = 430


def block(it: EmotionMap | None) -> Block:
    """The emotion map, or why there is none."""
    if it is None or not it.places:
        why = "There is no emotion map: it needs one answer with emotions, valence and arousal."
        return Prose((why,), "Emotion map", "emotion-map")
    return emotion_map(it)


def emotion_map(it: EmotionMap) -> Figure:
    """The mean of each emotion, its name, and its 95 % ellipse."""
    drawn = [place for place in it.places if place.valence.value is not None and place.arousal.value is not None]
    outlines = pl.concat([_outline(place) for place in drawn if place.ellipse is not None] or [_no_outline()])
    means = _means(drawn)
    ends = (
        dots.ends(pl.concat([outlines["valence"], means["valence"]])),
        dots.ends(pl.concat([outlines["arousal"], means["arousal"]])),
    )
    means = names.placed(means, "valence", "arousal", "label", ends, (SIDE, HEIGHT))
    named = outlines.height > 0
    layers = _layers(named, ends)
    caption = _caption(it, drawn)
    data = {"emotion-map": means} | ({"emotion-ellipses": outlines} if named else {})
    return Figure(
        "emotion-map",
        "Emotion map",
        style.styled(dots.layered(*layers).properties(width=SIDE, height=HEIGHT)),
        data,
        caption,
        Help(
            "For each emotion the mean valence and arousal that annotators gave to the items for which they chose it, "
            "each annotator's own offset taken out.",
            "The ellipse holds the mean with 95 % confidence, for new items and annotators. Ellipses that overlap "
            "cannot be told apart by valence and arousal alone. No ellipse: too few items or annotators.",
            "Russell 1980 (circumplex); clustered by item and annotator, Cameron, Gelbach and Miller 2011.",
        ),
        Table(
            "emotion-map-table",
            "Emotion map",
            it.frame(),
            (
                Column("label", "Emotion"),
                Column("n_chosen", "Chosen", "number"),
                Column("valence", "Valence", "estimate", 2, "In the slider's unit.", "valence_low", "valence_high"),
                Column("arousal", "Arousal", "estimate", 2, "In the slider's unit.", "arousal_low", "arousal_high"),
            ),
            Help("Means with 95 % intervals.", "In the units of the sliders."),
        ),
    )


def _layers(with_outlines: bool, ends: tuple[names.Ends, names.Ends]) -> list[alt.Chart]:
    """Outlines below, marks, and names on the four sides."""
    scales = [alt.Scale(domain=list(pair), nice=False) for pair in ends]
    x = alt.X("valence:Q", title="valence: unpleasant to pleasant", scale=scales[0])
    y = alt.Y("arousal:Q", title="arousal: calm to excited", scale=scales[1])
    outlines = dots.base("emotion-ellipses").mark_line(strokeWidth=1.2, color=style.SKY, opacity=0.75)
    ground = dots.base("emotion-map")
    marks = ground.mark_point(filled=True, color=style.BLUE, opacity=0.9).encode(
        x=x,
        y=y,
        size=alt.Size("n:Q", title="annotations", scale=alt.Scale(range=[30, 260])),
        tooltip=["label:N", alt.Tooltip("valence:Q", format=".2f"), alt.Tooltip("arousal:Q", format=".2f"), "n:Q"],
    )
    below = [outlines.encode(x=x, y=y, detail="label:N", order="step:Q")] if with_outlines else []
    return [*below, marks, *names.layers(ground, x, y, "label")]


def _means(places: list[EmotionPlace]) -> pl.DataFrame:
    rows = [(p.label, p.valence.value, p.arousal.value, p.n_chosen) for p in places]
    kinds = {"label": pl.String(), "valence": pl.Float64(), "arousal": pl.Float64(), "n": pl.Int64()}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def _caption(it: EmotionMap, drawn: list[EmotionPlace]) -> str:
    by_valence = sorted(drawn, key=lambda place: place.valence.value or 0.0)
    by_arousal = sorted(drawn, key=lambda place: place.arousal.value or 0.0)
    low, high, calm, loud = by_valence[0], by_valence[-1], by_arousal[0], by_arousal[-1]
    said = (
        f"{count(len(drawn), 'emotion')} from {count(it.n_annotations, 'annotation')}. Valence from {low.label} "
        f"({number(low.valence.value or 0.0, 1)}) to {high.label} ({number(high.valence.value or 0.0, 1)}), arousal "
        f"from {calm.label} ({number(calm.arousal.value or 0.0, 1)}) to {loud.label} "
        f"({number(loud.arousal.value or 0.0, 1)})."
    )
    without = [place for place in drawn if place.ellipse is None]
    return said + (f" {count(len(without), 'emotion')} without an ellipse: too few items." if without else "")


def _outline(place: EmotionPlace) -> pl.DataFrame:
    """Points with (x - mean)' ellipse^-1 (x - mean) = 1, by the ellipse's Cholesky factor."""
    assert place.ellipse is not None
    vv, va, aa = place.ellipse
    turn = np.linspace(0, 2 * np.pi, OUTLINE)
    across = np.sqrt(max(vv, 0.0))
    lean = va / across if across > 0 else 0.0
    up = np.sqrt(max(aa - lean**2, 0.0))
    return pl.DataFrame(
        {
            "label": [place.label] * OUTLINE,
            "step": np.arange(OUTLINE),
            "valence": (place.valence.value or 0.0) + across * np.cos(turn),
            "arousal": (place.arousal.value or 0.0) + lean * np.cos(turn) + up * np.sin(turn),
        }
    )


def _no_outline() -> pl.DataFrame:
    schema = {"label": pl.String, "step": pl.Int64, "valence": pl.Float64, "arousal": pl.Float64}
    return pl.DataFrame(schema=schema)
