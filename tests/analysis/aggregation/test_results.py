"""What a consensus says of how sure it is."""

from oe_quality.analysis.aggregation.results import Basis, Calibration


def test_nothing_is_known_and_nothing_mixed_in_unless_said():
    plain = Calibration()
    assert (plain.basis, plain.n_gold, plain.exponent, plain.floor) == (Basis.NONE, 0, 1.0, 0.0)
    assert not plain.known
    assert str(plain) == "not calibrated"
    assert str(Calibration(Basis.GOLD, 1200)).startswith("calibrated on 1,200 ")
    assert Calibration(Basis.SET_ASIDE).known
