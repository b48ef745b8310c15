"""`oeq query`: SQL in, data out."""

import json


def test_rows_come_in_every_form(oeq, db, plain):
    sql = "SELECT item, count(*) AS n FROM annotation GROUP BY item ORDER BY item LIMIT 2"
    assert plain(oeq("query", db, sql).out).strip().endswith("i0 3 i1 3")
    assert oeq("query", db, sql, "--format", "csv").out == 'item,n\n"i0",3\n"i1",3\n'
    assert json.loads(oeq("query", db, sql, "--format", "json").out)["rows"][1] == {"item": "i1", "n": 3}
    assert "| i1 | 3 |" in oeq("query", db, sql, "--format", "md").out


def test_values_that_json_lacks_are_given_as_it_can(oeq, db):
    sql = """
        SELECT 'nan'::DOUBLE AS a, 1.5::DECIMAL(4, 2) AS b, DATE '2024-01-31' AS c, TIME '10:30' AS d,
               {'x': [1, NULL]} AS e, 'inf'::DOUBLE AS f, 'ab'::BLOB AS g, true AS h, NULL AS i
    """
    row = json.loads(oeq("query", db, sql, "--format", "json").out)["rows"][0]
    assert {name: row[name] for name in "abcdefghi"} == {
        "a": None,
        "b": 1.5,
        "c": "2024-01-31",
        "d": "10:30:00",
        "e": {"x": [1, None]},
        "f": None,
        "g": "6162",
        "h": True,
        "i": None,
    }


def test_a_type_that_tables_lack_is_refused_with_a_remedy(oeq, db):
    outcome = oeq("query", db, "SELECT INTERVAL 90 SECOND AS d")
    assert outcome.status == 2
    assert "::VARCHAR" in outcome.err


def test_parameters_are_text(oeq, db):
    out = oeq("query", db, "SELECT $who AS who", "-p", "who=x' OR 1", "--format", "csv").out
    assert out == 'who\n"x\' OR 1"\n'
    assert oeq("query", db, "SELECT 1", "-p", "nothing").status == 2


def test_no_form_steers_a_terminal(oeq, db):
    sql = "SELECT 'a' || chr(27) || '[31m' || chr(8238) || chr(155) AS \"h" + chr(0x202E) + '"'
    for form in ("table", "json", "csv", "md"):
        outcome = oeq("query", db, sql, "--format", form)
        assert outcome.status == 0
        assert not {"\x1b", "\u202e", "\x9b"} & set(outcome.out), form
    assert json.loads(oeq("query", db, sql, "--format", "json").out)["rows"][0] == {"h\u202e": "a\x1b[31m\u202e\x9b"}


def test_a_long_answer_is_cut_in_a_table_only(oeq, db):
    sql = "SELECT n FROM range(500) AS r(n)"
    shown = oeq("query", db, sql)
    assert "and 300 more rows" in shown.err
    assert len(shown.out.splitlines()) < 210
    assert len(oeq("query", db, sql, "--format", "csv").out.splitlines()) == 501


def test_what_is_not_a_question_is_a_usage_error(oeq, db):
    for sql in ("DELETE FROM response", "SELECT 1; SELECT 2", "SELEC 1", "SELECT * FROM read_text('/etc/hostname')"):
        outcome = oeq("query", db, sql)
        assert outcome.status == 2
        assert outcome.out == ""


def test_a_spreadsheet_runs_nothing(oeq, db):
    out = oeq("query", db, "SELECT '=HYPERLINK(\"http://x\")' AS a", "--format", "csv").out
    assert "\n\"'=HYPERLINK" in out
