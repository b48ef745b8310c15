"""What oe-quality wrote is not taken for answers."""

import pytest

from oe_quality.errors import InputError


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_own_labels_are_refused_by_name(load, delimiter):
    names = ["item", "mood.consensus.winner", "mood.consensus.entropy", "mood.consensus.n_annotators"]
    rows = [["i1", "joy", "1", "2"], ["i2", "sad", "0", "3"]]
    with pytest.raises(InputError, match="labels that oeq made"):
        load("\n".join(delimiter.join(row) for row in [names, *rows]) + "\n", "labels.csv")
