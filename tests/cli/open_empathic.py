"""A stand-in for Open Empathic: rows that people annotate one after the other, its audit log, and its dump."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

EMPTY = {
    "language": "English",
    "utterance": "(what is said)",
    "audio_description": None,
    "video_description": None,
    "bg_sounds": "",
    "accent": "",
    "emotion": "",
    "author": 1,
    "date_created": "2021-03-01 08:00:00",
    "status": "Pending",
    "gender": "",
    "audio_quality": None,
    "age": None,
    "arousal": 0,
    "valence": 0,
    "time_spent": 0.0,
    "locked_by": None,
    "is_locked": False,
}


class OpenEmpathic:
    """Rows by their id, users by theirs, and what the log keeps of each save."""

    def __init__(self, clips, rows_per_clip=1, start="2021-03-01T08:00:00"):
        self.now = datetime.fromisoformat(start)
        self.rows, self.users, self.log = {}, {}, []
        self.clips = {}
        self.add(clips, rows_per_clip)

    def add(self, clips, rows_per_clip=1):
        """Further clips, each in rows of its own."""
        for video, start, end in clips:
            address = f"https://www.youtube.com/embed/{video}?modestbranding=1&loop=1&start={start}&end={end}"
            for _ in range(rows_per_clip):
                row = len(self.rows) + 1
                self.clips[row] = f"{video}:{start}-{end}"
                self._save(row, 0, EMPTY | {"audio_recording": address})

    def rows_of(self, clip):
        return [row for row, shown in self.clips.items() if shown == clip]

    def pending(self):
        return [row for row, fields in self.rows.items() if fields["status"] == "Pending"]

    def set_pending(self, rows):
        """What the script of a queue does."""
        for row in rows:
            self._save(row, 1, {"status": "Pending"})

    def annotate(self, row, who, emotions, arousal=5, valence=0, seconds=60.0):
        """Somebody fills in the form of a row, a minute after what was done last."""
        user = self.users.setdefault(who, len(self.users) + 2)
        form = {
            "emotion": json.dumps({emotion: [emotion.split("_")[0]] for emotion in emotions}),
            "author": user,
            "date_created": f"{self.now:%Y-%m-%d %H:%M:%S}",
            "status": "Awaiting Review",
            "gender": "Female",
            "audio_quality": "Good",
            "age": "20-39",
            "accent": "irish",
            "bg_sounds": "['none']",
            "arousal": arousal,
            "valence": valence,
            "time_spent": seconds,
        }
        self._save(row, 1, form)

    def _save(self, row, action, fields):
        before = self.rows.get(row, {})
        changed = {name: value for name, value in fields.items() if before.get(name) != value}
        self.rows[row] = before | fields
        entry = {
            "content_type": 7,
            "object_pk": str(row),
            "object_id": row,
            "action": action,
            "changes": {name: [str(before.get(name)), str(value)] for name, value in changed.items()},
            "actor": None,
            "remote_addr": "192.0.2.1",
            "timestamp": f"{self.now:%Y-%m-%dT%H:%M:%S}.000Z",
            "actor_email": "somebody@example.org",
        }
        self.log.append({"model": "auditlog.logentry", "pk": len(self.log) + 1, "fields": entry})
        self.now += timedelta(minutes=1)

    def dump(self):
        """`manage.py dumpdata audio_recorder users auth.user auditlog`, as text."""
        rows = [{"model": "audio_recorder.utterances", "pk": row, "fields": of} for row, of in self.rows.items()]
        users = [
            {"model": "auth.user", "pk": key, "fields": {"username": name, "email": f"{name}@example.org"}}
            for name, key in self.users.items()
        ]
        return json.dumps(rows + users + self.log)
