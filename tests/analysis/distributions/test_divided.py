"""Items by how divided annotators are about them."""

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.errors import UsageError
from oe_quality.kernel.distributions.ambiguity import unbiased_disagreement


def test_items_are_ranked_by_what_divides(sites):
    found = oeq.divided(sites, "mood")
    assert len(found.items) == 30
    assert [row.rank for row in found.items] == sorted(row.rank for row in found.items)
    panel = sites.panel("mood")
    counts = np.zeros((30, 3))
    np.add.at(counts, (panel.data.items(), panel.data.label), 1)
    own = dict(zip(panel.items.to_list(), unbiased_disagreement(counts), strict=True))
    assert all(row.disagreement == pytest.approx(own[row.item]) for row in found.items)
    assert all(row.rank_low <= row.rank <= row.rank_high for row in found.items)
    assert oeq.divided(sites, "mood").items == found.items
    assert oeq.divided(sites, "tags").frame().height == 30


@pytest.mark.parametrize(("question", "said"), [("score", "has numbers"), ("mod", "mood")])
def test_what_has_no_distribution_is_said(sites, question, said):
    with pytest.raises(UsageError, match=said):
        oeq.divided(sites, question)
