"""Linear algebra on one thread.

The dense matrices here have tens of rows. Further BLAS threads save nothing on them, wait for one another
where other work shares the cores, and add in an order that depends on their number.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController


@cache
def _controller() -> ThreadpoolController:
    """Finding the libraries takes milliseconds; they stay loaded."""
    return ThreadpoolController()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Within it, BLAS runs on the calling thread; also a decorator. The limit is the process's, not a thread's."""
    with _controller().limit(limits=1, user_api="blas"):
        yield
