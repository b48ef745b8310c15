"""Which class is behind which method's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oe_quality.errors import UsageError
from oe_quality.kernel.em.contract import Algorithm, Method
from oe_quality.kernel.em.dawid_skene import DawidSkene

ALGORITHMS: dict[Method, Callable[[], Algorithm[Any, Any]]] = {
    Method.DAWID_SKENE_ML: lambda: DawidSkene(diagonal=0.0, off_diagonal=0.0),
    Method.DAWID_SKENE: DawidSkene,
}


def algorithm(method: Method) -> Algorithm[Any, Any]:
    """The algorithm of that name with its default settings.

    Raises:
        UsageError: there is none.
    """
    if method not in ALGORITHMS:
        raise UsageError(f"no algorithm {method!r}", remedy=f"Known: {', '.join(ALGORITHMS)}.")
    return ALGORITHMS[method]()
