"""Which class is behind which method's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oe_quality.errors import UsageError
from oe_quality.kernel.em.contract import Algorithm, Method
from oe_quality.kernel.em.dawid_skene import DawidSkene
from oe_quality.kernel.em.ebcc import Ebcc
from oe_quality.kernel.em.glad import Glad
from oe_quality.kernel.em.hierarchical import Hierarchical
from oe_quality.kernel.em.la import LA
from oe_quality.kernel.em.mace import Mace
from oe_quality.kernel.em.majority import Majority
from oe_quality.kernel.em.onecoin import OneCoin
from oe_quality.kernel.em.wawa import Wawa

ALGORITHMS: dict[Method, Callable[[], Algorithm[Any, Any]]] = {
    Method.MAJORITY: Majority,
    Method.WAWA: Wawa,
    Method.ONE_COIN: OneCoin,
    Method.DAWID_SKENE_ML: lambda: DawidSkene(diagonal=0.0, off_diagonal=0.0),
    Method.DAWID_SKENE: DawidSkene,
    Method.HIERARCHICAL: Hierarchical,
    Method.GLAD: Glad,
    Method.MACE: Mace,
    Method.EBCC: Ebcc,
    Method.LA_ONE_PASS: lambda: LA(passes=1),
    Method.LA: LA,
}


def algorithm(method: Method) -> Algorithm[Any, Any]:
    """The algorithm of that name with its default settings.

    Raises:
        UsageError: there is none.
    """
    if method not in ALGORITHMS:
        raise UsageError(f"no algorithm {method!r}", remedy=f"Known: {', '.join(ALGORITHMS)}.")
    return ALGORITHMS[method]()
