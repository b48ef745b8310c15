"""Small exports of tools, read as far as a tool's own part goes: its cells and what they mean."""

import json

import pytest

from oe_quality.readers.reshape import reshape
from oe_quality.readers.text.source import input_from_bytes
from oe_quality.readers.tools.every import TOOLS


class Found:
    """What a tool made of a file.

    Attributes:
        tool: the first that knows it.
        sheet, mapping: its cells after the mapping's steps, and what they mean.
    """

    def __init__(self, content, name="export", beside=None):
        raw = content if isinstance(content, bytes) else content.encode()
        self.file = input_from_bytes(raw, name, beside=(beside or {}).get)
        self.tool = next(tool for tool in TOOLS if tool.sniff(self.file))
        cells, self.mapping = self.tool.table(self.file)
        self.sheet = reshape(cells, self.mapping.steps).sheet

    def column(self, name):
        return self.sheet.cells(name).to_list()

    def answers(self, role=None):
        """(item, annotator, question) -> the answer as written, in the order of the rows; or what `role` says of it."""
        mapping = self.mapping
        items = [":".join(parts) for parts in zip(*map(self.column, mapping.item), strict=True)]
        people = self.column(mapping.annotator[0]) if mapping.annotator else [mapping.annotator_is] * len(items)
        found = {}
        for answer in mapping.answers:
            asked = self.column(mapping.question) if mapping.question else [answer.asked] * len(items)
            said = self.column(role or answer.column)
            found |= dict(zip(zip(items, people, asked, strict=True), said, strict=True))
        return found

    def rejects(self):
        return [(row.line, row.reason) for row in self.sheet.rejects]


@pytest.fixture
def tool():
    """Read text, bytes, a list of records (as JSON Lines) or an object (as JSON)."""

    def tool(content, name="export", beside=None):
        if isinstance(content, list):
            content = "\n".join(map(json.dumps, content))
        elif isinstance(content, dict):
            content = json.dumps(content)
        return Found(content, name, beside)

    return tool
