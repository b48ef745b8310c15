"""Linear algebra on one thread, for as long as it is asked for."""

from threadpoolctl import threadpool_info

from oe_quality.kernel.blas import one_blas_thread


def threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_within_it_there_is_one_thread_and_afterwards_as_many_as_before():
    before = threads()
    with one_blas_thread():
        assert threads() == {1}
    assert threads() == before
