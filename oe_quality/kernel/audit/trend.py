"""What the whole study does over time, which is nobody's own doing.

Items may grow harder as a study goes on (a queue that asks again where people disagree sees to that), a guideline may
change, a page may break: agreement then falls for everybody, and a fall of one annotator's means nothing.
"""

from __future__ import annotations

import numpy as np

from oe_quality.kernel.arrays import Bools, Floats, Ints
from oe_quality.kernel.data.chunk import IntArray

PARTS = 20
"""The study is cut by time into so many parts of equally many responses, each seen with its two neighbours."""

MOST = 2.0
"""Nobody is taken to lose more than this many times what the others lose."""


LEAST = 1e-9
"""Agreement beyond chance, summed, below which nothing can be set in proportion to it."""


def beyond_the_item(
    gain: Floats, reach: Floats, usable: Bools, annotator: IntArray, created_at: Ints, n_annotators: int
) -> Floats:
    """(R,) agreement beyond chance, less what is usual for the annotator on an item like this at that time.

    An annotator usually gains the same part of what the item lets anybody gain, so a clear item costs somebody who is
    often wrong no more than an unclear one: that difference is no change of the annotator, and as noise would hide one.
    The part follows the others: where they gained a third less of what they could than they usually do, in the same
    part of the study, so does the annotator.

    Args:
        gain: (R,) agreement with the others beyond that of answers at the own label rates.
        reach: (R,) the same of an answer drawn from the others' consensus.
        usable: (R,) whether somebody else answered the item; annotator: (R,) codes.
        created_at: (R,) microseconds, -1 where unknown.
    """
    who, counted = annotator.astype(np.int64), usable.astype(np.float64)
    usual = np.clip(_part(gain, reach * counted, who, n_annotators), 0.0, 1.0)
    room = _course(gain, usual[who] * reach, usable & (created_at >= 0), who, created_at, n_annotators) * reach
    return np.asarray(gain - _part(gain, room * counted, who, n_annotators)[who] * room)


def _part(gain: Floats, room: Floats, who: Ints, n_annotators: int) -> Floats:
    """(A,) what part of `room` was gained where there is any, 0 for those who had none; all else (R,)."""
    had = np.bincount(who, weights=room, minlength=n_annotators)
    got = np.bincount(who, weights=np.where(room != 0.0, gain, 0.0), minlength=n_annotators)
    return np.divide(got, had, out=np.zeros(n_annotators), where=had > LEAST)


def _course(gain: Floats, usual: Floats, seen: Bools, who: Ints, created_at: Ints, n_annotators: int) -> Floats:
    """(R,) what all other annotators gained at the time of each response, 1 for what is usual for them."""
    out = np.ones(len(gain))
    if not seen.any():
        return out
    cell = who[seen] * PARTS + _parts(created_at[seen])
    got, had = (_smoothed(cell, value[seen], n_annotators) for value in (gain, usual))
    got, had = (np.sum(table, axis=0) - table for table in (got, had))
    course = np.divide(got, had, out=np.ones_like(got), where=had > LEAST)
    out[seen] = np.clip(course, 0.0, MOST).ravel()[cell]
    return out


def beside_the_others(residual: Floats, usable: Bools, annotator: IntArray, created_at: Ints, kappa: Floats) -> Floats:
    """(R,) each residual less what the mean residual of all other annotators did in the same part of the study.

    What makes items harder takes agreement beyond chance from everybody in proportion, so who agrees twice as well as
    the others loses twice as much. Responses without a time, and those beside which nobody else answered, stay.

    Args:
        residual, usable: (R,) see `analysis.annotators.consensus.PrimaryFit`; annotator: (R,) codes.
        created_at: (R,) microseconds, -1 where unknown.
        kappa: (A,) of each annotator, NaN where undefined.
    """
    n_annotators = len(kappa)
    seen = usable & (created_at >= 0)
    if not seen.any():
        return residual
    part = _parts(created_at[seen])
    who, value = annotator[seen].astype(np.int64), residual[seen]
    cell = who * PARTS + part
    own_n, own = (_smoothed(cell, weight, n_annotators) for weight in (np.ones(len(value)), value))
    others_n, others = (np.sum(table, axis=0) - table for table in (own_n, own))
    mean = np.divide(others, others_n, out=np.zeros_like(others), where=others_n > 0)
    out = residual.copy()
    out[seen] = value - _scale(kappa)[who] * mean.ravel()[cell]
    return out


def _scale(kappa: Floats) -> Floats:
    """(A,) kappa over its mean, from 0 to `MOST`; 1 where undefined."""
    known = np.isfinite(kappa)
    middle = float(np.maximum(kappa[known], 0.0).mean()) if known.any() else 0.0
    if middle < 1e-12:
        return np.ones(len(kappa))
    return np.where(known, np.clip(kappa / middle, 0.0, MOST), 1.0)


def _parts(times: Ints) -> Ints:
    """(R,) the part of the study by the rank of the time; equal times fall into one part."""
    order = np.sort(times)
    rank = (np.searchsorted(order, times, "left") + np.searchsorted(order, times, "right") - 1) / 2
    return np.minimum((rank * PARTS / len(times)).astype(np.int64), PARTS - 1)


def _smoothed(cell: Ints, weight: Floats, n_annotators: int) -> Floats:
    """(A, PARTS) sums over each annotator's part and its neighbours."""
    table = np.bincount(cell, weights=weight, minlength=n_annotators * PARTS).reshape(n_annotators, PARTS)
    wide = np.pad(table, ((0, 0), (1, 1)))
    return np.asarray(wide[:, :-2] + wide[:, 1:-1] + wide[:, 2:])
