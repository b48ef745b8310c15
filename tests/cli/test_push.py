"""A release goes to one place, and each option belongs to one."""

import pytest


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give owner/name, or --zenodo"),
        (("me/moods", "--zenodo"), "give owner/name, or --zenodo"),
        (("--zenodo", "--public"), "--public is for the Hub"),
        (("me/moods", "--sandbox"), "--sandbox and --creator are for Zenodo"),
        (("me/moods", "--creator", "Berg, Anna"), "--sandbox and --creator are for Zenodo"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_is_read(oeq, tmp_path, arguments, said):
    done = oeq("push", tmp_path / "nothing", *arguments)
    assert done.status == 2
    assert said in " ".join(done.err.split())


def test_a_folder_that_is_no_release_goes_nowhere(oeq, tmp_path):
    assert oeq("push", tmp_path, "me/moods").status not in (0, 2)
