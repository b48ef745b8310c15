"""`--with-models`: let models in among the annotators."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from oe_quality.errors import UsageError

if TYPE_CHECKING:
    from oe_quality.store import Store

F = TypeVar("F", bound=Callable[..., Any])


def models_options(command: F) -> F:
    """`--with-models`, `--each-model`."""
    command = click.option(
        "--each-model", is_flag=True, help="Count every model as a voice of its own, however alike they err."
    )(command)
    return click.option(
        "--with-models",
        metavar="NAME",
        multiple=True,
        help="Let this model in among the annotators, or all; repeatable. Those that err alike count as one voice.",
    )(command)


@contextmanager
def hearing(store: Store, models: tuple[str, ...], *, each: bool, seed: int) -> Iterator[None]:
    """Within it, the store's analyses hear the models that were named.

    Raises:
        UsageError: no such model, or --each-model without any.
    """
    if not models:
        if each:
            raise UsageError("--each-model says how models count", remedy="Let them in: --with-models all.")
        yield
        return
    from oe_quality.analysis.judges.voices import with_models  # half a second

    with with_models(store, models, each=each, seed=seed):
        yield
