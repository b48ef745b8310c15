import io
import zipfile
from contextlib import suppress

import pytest

from oe_quality.errors import InputError
from oe_quality.readers.text.archive import open_inputs

_CELL = {str: '<c t="inlineStr"><is><t>{}</t></is></c>', bool: '<c t="b"><v>{:d}</v></c>'}
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def xlsx(sheets, hidden=()):
    """A workbook in the smallest form that spreadsheet programs write: sheet -> rows."""
    parts = {}
    names = ""
    for n, name in enumerate(sheets, 1):
        state = "hidden" if name in hidden else "visible"
        names += f'<sheet name="{name}" sheetId="{n}" r:id="r{n}" state="{state}"/>'
    parts["xl/workbook.xml"] = f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{names}</sheets></workbook>'
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    package = "http://schemas.openxmlformats.org/package/2006/"
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{package}relationships">{relations}</Relationships>'
    parts["_rels/.rels"] = (
        f'<Relationships xmlns="{package}relationships"><Relationship Id="r1" Type="{_DOCUMENT}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    )
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{package}content-types"><Default Extension="xml" ContentType="{_TYPE}worksheet+xml"/></Types>'
    )
    for n, rows in enumerate(sheets.values(), 1):
        lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
        parts[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, text in parts.items():
            target.writestr(name, text)
    return buffer.getvalue()


def cell(value):
    return "<c/>" if value is None else _CELL.get(type(value), "<c><v>{}</v></c>").format(value)


ROWS = [["item", "worker", "score"], ["a", "w1", 3], ["b, c", "w2", 2.5], ["d", None, True]]


def inputs(tmp_path, content):
    path = tmp_path / "answers.xlsx"
    path.write_bytes(content)
    return list(open_inputs(path))


def test_a_sheet_is_a_table(tmp_path):
    (file,) = inputs(tmp_path, xlsx({"Sheet1": ROWS, "empty": []}))
    assert file.name == "answers.xlsx"
    assert file.text.splitlines() == ["item,worker,score", "a,w1,3", '"b, c",w2,2.5', "d,,true"]


def test_every_sheet_that_is_seen_is_one(tmp_path):
    content = xlsx({"one": ROWS, "two": ROWS, "old": ROWS}, hidden={"old"})
    found = inputs(tmp_path, content)
    assert [file.name for file in found] == ["answers.xlsx/one", "answers.xlsx/two"]
    assert found[0].sha256 != found[1].sha256


@pytest.mark.parametrize("keep", [200, -30])
def test_a_damaged_workbook_is_said(tmp_path, keep):
    with pytest.raises(InputError, match=r"damaged|no file of answers"):
        inputs(tmp_path, xlsx({"one": ROWS})[:keep])
    with pytest.raises(InputError, match="no table"):
        inputs(tmp_path, xlsx({"one": []}))
    with pytest.raises(InputError, match="damaged"):
        inputs(tmp_path, b"\xd0\xcf\x11\xe0" + b"x" * 100)


def test_a_workbook_of_a_version_that_no_archive_has_is_no_traceback(tmp_path):
    content = bytearray(xlsx({"one": [("item", "label"), ("a", "joy")]}))
    content[content.index(b"PK\x01\x02") + 6] = 177
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    with suppress(InputError):
        assert [file.name for file in open_inputs(path)] == ["book.xlsx"]
