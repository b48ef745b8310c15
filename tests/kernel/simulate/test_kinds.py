"""What a crew is made of, and what is none."""

import pytest

from oe_quality.errors import UsageError
from oe_quality.kernel.simulate import crew, parse_counts


@pytest.mark.parametrize("text", ["good", "good=x", "good=1,good=2", "saint=3", "good=-1", ""])
def test_a_crew_that_cannot_be_read_is_refused(text):
    with pytest.raises(UsageError):
        parse_counts(text)


@pytest.mark.parametrize("counts", [{}, {"copier": 2}, {"good": -1}, {"saint": 1}])
def test_a_crew_that_cannot_work_is_refused(counts):
    with pytest.raises(UsageError):
        crew(counts)
