"""One digest of what analyses see: the stated confidence of an answer is part of it."""

import oe_quality as oeq


def fingerprint(confidence):
    """Of two people and a model that states how sure it is."""
    rows = [
        ("a", "p", "x", "human", None),
        ("a", "m", "x", "model", confidence),
        ("b", "p", "y", "human", None),
        ("b", "m", "y", "model", 0.7),
    ]
    names = ("item", "annotator", "label", "source", "confidence")
    with oeq.from_frame(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))) as store:
        return store.fingerprint()


def test_another_confidence_is_another_content():
    assert fingerprint(0.6) == fingerprint(0.6)
    assert fingerprint(0.6) != fingerprint(0.9)
