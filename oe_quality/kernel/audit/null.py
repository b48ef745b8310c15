"""How z of a scan of pairs lies where nobody copies: the bulk of all pairs, and what annotators share by habit.

Answers of people who were trained together, or see things alike, depend on one another through more than the items.
Such habits show in the z of *many* pairs: annotators fall into groups, or along a line, and the matrix of z (annotators
by annotators) has a few large eigenvalues whose vectors spread over many of them. A pair that copies is one cell of it.
What the spread-out vectors give for a pair is what its habits explain; the rest of all pairs, their median and
quartiles, is the empirical null (Efron 2004, JASA 99:96). Eigenvalues of a random symmetric matrix of independent cells
with SD s lie within 2 s sqrt(n) (Wigner 1958), larger ones are structure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.blas import one_blas_thread
from oe_quality.kernel.data.chunk import CodeArray

FEWEST_PAIRS = 20
"""Fewer do not tell how much pairs share without copying."""
QUARTILES_APART = 1.349
"""Of a normal distribution, in its SDs."""
EDGE = 2.0
"""SDs times the root of the partners of an annotator, above which an eigenvalue is structure."""
CAP = 2.0
"""SDs at which a cell is capped, so that a pair that copies makes no structure of its own."""
SPREAD_OVER = 0.3
"""Share of the annotators over which a vector must spread: a few who copy one another are no habit of the crew."""
FEWEST_ALIKE = 6.0
"""Annotators over which it must spread in any case."""
ROUNDS = 3
"""How often the spread of what is left is judged anew."""
MOST_ANNOTATORS = 1_000
"""Up to which habits are looked for; the cost grows with the cube."""


@dataclass(frozen=True, slots=True, eq=False)
class Null:
    """How z lies among pairs that do not copy; copying pairs are too few to move it.

    Attributes:
        habits: (P,) what each pair shares by habits of the crew, 0 or more; 0 where none are seen.
        middle: median of z less habits; spread: SD of that from its quartiles. 0 and 1 if answers depended on each
            other through the items alone.
    """

    habits: Floats
    middle: float
    spread: float

    def beside(self, z: Floats) -> Floats:
        """(P,) z on the scale of the pairs at hand, never made larger."""
        return np.asarray((z - self.habits - max(self.middle, 0.0)) / max(self.spread, 1.0))


def empirical_null(z: Floats, first: CodeArray, second: CodeArray) -> Null | None:
    """The null of a scan, None with fewer than `FEWEST_PAIRS`.

    Args:
        z: (P,) of each pair; first, second: (P,) its annotators.
    """
    if len(z) < FEWEST_PAIRS:
        return None
    shared = _structure(z, first, second)
    middle, spread = _bulk(z - shared)
    return Null(np.maximum(shared, 0.0), middle, spread)


def _bulk(z: Floats) -> tuple[float, float]:
    low, middle, high = np.quantile(z, [0.25, 0.5, 0.75])
    return float(middle), float(high - low) / QUARTILES_APART


@one_blas_thread()
def _structure(z: Floats, first: CodeArray, second: CodeArray) -> Floats:
    """(P,) what the large and spread-out eigenvectors of the matrix of z give, around the median.

    How large is judged by the spread of what is left, which falls as structure is taken away.
    """
    people, places = np.unique(np.concatenate([first, second]), return_inverse=True)
    n, (a, b) = len(people), places.reshape(2, -1)
    middle, spread = _bulk(z)
    shared = np.zeros(len(z))
    if n > MOST_ANNOTATORS or spread <= 0:
        return shared
    cells = np.zeros((n, n))
    cells[a, b] = cells[b, a] = np.clip(z - middle, -CAP * spread, CAP * spread)
    value, vector = np.linalg.eigh(cells)
    wide = 1.0 / (vector**4).sum(axis=0) >= max(SPREAD_OVER * n, FEWEST_ALIKE)
    for _ in range(ROUNDS):
        kept = wide & (value > EDGE * max(_bulk(z - shared)[1], 1.0) * np.sqrt(2 * len(z) / n))
        shared = np.asarray(((vector[a][:, kept] * value[kept]) * vector[b][:, kept]).sum(axis=1))
    return shared
