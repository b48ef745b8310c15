"""Tables as the compiled loops want them."""

import numpy as np
import pytest

from oe_quality.kernel.em.fixed import CACHE_LINE, aligned, read_only, to_float


@pytest.mark.parametrize("size", [0, 1, 7, 64, 1000])
@pytest.mark.parametrize("dtype", [np.float64, np.int64])
def test_a_table_begins_at_a_cache_line_with_zeros(size, dtype):
    table = aligned(size, dtype)
    assert table.shape == (size,)
    assert table.dtype == dtype
    assert not table.any()
    assert size == 0 or table.ctypes.data % CACHE_LINE == 0


def test_a_view_cannot_be_written_to_and_its_array_can():
    own = np.arange(3)
    view = read_only(own)
    with pytest.raises(ValueError, match="read-only"):
        view[0] = 9
    own[0] = 9
    assert view[0] == 9


def test_sums_become_numbers_in_their_unit():
    assert to_float(np.array([3, -1], dtype=np.int64), 2.0).tolist() == [1.5, -0.5]
