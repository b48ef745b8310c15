"""Another scale for questions of a store, from the command line."""


def test_the_new_scale_is_told_and_kept(oeq, db):
    done = oeq("set-scale", db, "label=ordinal:sad<glad")
    assert (done.status, done.out.strip()) == (0, "label: ordinal, sad < glad")
    assert '"ordinal"' in oeq("info", db, "--format", "json").out


def test_answers_that_do_not_fit_leave_the_store_as_it_was(oeq, db):
    done = oeq("set-scale", db, "label=ordinal:sad<angry")
    assert done.status == 2
    assert "is none of its labels" in done.err
    assert '"nominal"' in oeq("info", db, "--format", "json").out
