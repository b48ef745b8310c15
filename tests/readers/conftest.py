"""Small exports to read, made on the spot."""

import csv
import io
import json

import pytest

from oe_quality.readers import ReadOptions, open_export
from oe_quality.readers.open_empathic.rows import COLUMNS

_SOUND = {
    "id": 1,
    "language": "English",
    "utterance": 'Well, "yes",\nI think so',
    "audio_description": "",
    "video_description": "",
    "bg_sounds": "['music', 'animals']",
    "accent": "irish",
    "emotion": '{"disgusted": ["revolted"], "sarcasm": ["ironic", "deadpan"]}',
    "author_id": 62,
    "date_created": "2024-03-01 09:11:45+00:00",
    "status": "Awaiting Review",
    "gender": "Male",
    "audio_quality": "Good",
    "age": "20-39",
    "arousal": 6,
    "valence": -3,
    "time_spent": 12.5,
    "locked_by_id": None,
    "is_locked": False,
    "audio_recording": "https://www.youtube.com/embed/abc?modestbranding=1&loop=1&start=3&end=9",
}


@pytest.fixture(scope="session")
def dumped(shared):
    """The real fixture with its audit log, read once."""
    return open_export(shared / "data" / "open-empathic" / "dumpdata.json.gz")


class Maker:
    """Writes exports of Open Empathic rows in every form."""

    def row(self, number=1, **changes):
        """A sound row; clip and annotator differ by number."""
        address = f"https://www.youtube.com/embed/abc?start={number}&end={number + 5}&modestbranding=1"
        return _SOUND | {"id": number, "author_id": 60 + number, "audio_recording": address} | changes

    def csv(self, rows):
        text = io.StringIO()
        writer = csv.writer(text)
        for row in rows:
            writer.writerow(["" if row[name] is None else row[name] for name in COLUMNS])
        return text.getvalue()

    def json(self, rows):
        return json.dumps(rows)

    def fixture(self, rows, log=(), users=(), profiles=()):
        """A fixture without log unless one is given: `log` holds (row, action, changes, minute)."""
        objects = []
        for row in rows:
            fields = {name: value for name, value in row.items() if name not in ("id", "author_id", "locked_by_id")}
            fields["author"] = row["author_id"]
            objects.append({"model": "audio_recorder.utterances", "pk": row["id"], "fields": fields})
        objects += [{"model": "users.profile", "pk": p["user"], "fields": p} for p in profiles]
        objects += [{"model": "auth.user", "pk": key, "fields": fields} for key, fields in users]
        for number, (row, action, changes, minute) in enumerate(log, 1):
            fields = {
                "content_type": 1,
                "object_pk": str(row),
                "action": action,
                "changes": changes,
                "actor": None,
                "remote_addr": "198.51.100.7",
                "timestamp": f"2024-03-01T10:{minute:02}:00.000Z",
                "actor_email": "someone@example.org",
            }
            objects.append({"model": "auditlog.logentry", "pk": number, "fields": fields})
        return json.dumps(objects)


@pytest.fixture
def make():
    return Maker()


@pytest.fixture
def load(tmp_path):
    """Read text or bytes as an export."""

    def load(content, name="export", **options):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return open_export(path, ReadOptions(**options))

    return load


def answers(export, question):
    """(item, annotator) -> labels as a tuple, or the value."""
    rows = export.responses.filter(question=question).select("item", "annotator", "labels", "value").rows()
    return {(item, annotator): value if labels is None else tuple(labels) for item, annotator, labels, value in rows}


@pytest.fixture(name="answers")
def _answers():
    return answers
