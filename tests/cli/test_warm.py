"""Compiling beforehand."""


def test_numbers_of_labels_are_checked_before_anything_is_compiled(oeq):
    assert oeq("warm", "--labels", "8-2").status == 2
