"""Tables of labels and pairs, as they hang on the result."""

import oe_quality as oeq


def test_labels_and_pairs_hang_on_the_result():
    answers = {"item": [*"aabbccdd"], "annotator": [*"xyxyxyxy"], "label": [*"ppqqpqqq"]}
    with oeq.from_frame(answers) as store:
        found, without = oeq.agreement(store, pairs=True), oeq.agreement(store)
    labels = found.label_frame()
    assert labels.select("question", "label", "n_chosen").rows() == [("label", "q", 5), ("label", "p", 3)]
    (pair,) = found.pair_frame().iter_rows(named=True)
    assert pair["question"] == "label"
    assert without.pair_frame().is_empty()
