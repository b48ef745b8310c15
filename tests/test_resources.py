"""What ships beside the code is found by its name from the root."""

import pytest

from oe_quality import resources


def test_names_are_sorted_and_each_has_a_text():
    found = resources.names("sql/schema", ".sql")
    assert found == sorted(found)
    assert found[0] == "sql/schema/001_meta.sql"
    assert all(resources.text(name).startswith("-- ") for name in found)


def test_an_installation_that_lacks_a_folder_says_so():
    with pytest.raises(FileNotFoundError, match="lacks its nosuch/ folder"):
        resources.folder("nosuch")
