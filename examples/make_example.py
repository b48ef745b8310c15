"""Make the example study: a small Open Empathic export, and a tidy one, from nothing but a seed.

Clips, people and answers are invented. The format is that of
`manage.py dumpdata audio_recorder users auth.user auditlog`, so the main job runs on it as on a real
export. Run `python examples/make_example.py` from anywhere; the files come out the same each time.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

SEED = 20240229
N_CLIPS = 150
N_GOLD = 40
ROWS_PER_CLIP = 5
REVISITED = 0.2
"""Share of rows that a second annotator edits, so that the first answer survives in the audit log alone."""

RETESTED = 0.1
"""Chance that a row may go to someone who has heard its clip before."""

START = datetime(2024, 3, 1, 8)
Fields = dict[str, Any]

# category: arousal 0..10 and valence -5..5 of a typical clip, and some of the form's words
EMOTIONS: dict[str, tuple[float, float, tuple[str, ...]]] = {
    "curious_and_fascinated": (6, 3, ("curious", "intrigued", "riveted")),
    "pensive_and_reflective": (3, 0, ("pensive", "brooding", "pondering")),
    "fearful_and_anxious": (8, -3, ("afraid", "nervous", "worried")),
    "happy_and_energetic": (8, 4, ("cheerful", "elated", "lively")),
    "calm_and_composed": (2, 2, ("calm", "serene", "relaxed")),
    "focused_and_attentive": (5, 1, ("alert", "focused", "watchful")),
    "surprised_and_confused": (8, 0, ("amazed", "baffled", "stunned")),
    "sad_and_despondent": (3, -4, ("gloomy", "sad", "sorrowful")),
    "romantic_and_passionate": (6, 4, ("amorous", "passionate", "romantic")),
    "seductive_and_enticing": (6, 3, ("charming", "flirty", "magnetic")),
    "angry_and_irritated": (9, -4, ("angry", "annoyed", "furious")),
    "persistent_and_determined": (7, 1, ("driven", "resolute", "tenacious")),
    "discomposed_and_unsettled": (7, -2, ("flustered", "stressed", "troubled")),
    "grumpy_and_cranky": (5, -3, ("cranky", "grouchy", "sulky")),
    "disgusted": (6, -4, ("nauseated", "repulsed", "revolted")),
    "sarcasm": (5, -2, ("deadpan", "ironic", "passive-aggressive")),
}
CATEGORIES = tuple(EMOTIONS)
QUALITY = ("Unusable", "Poor", "Average", "Good", "Excellent")
AGES = ("13-19", "20-39", "40-59", "60-79")
ACCENTS = ("us_english", "british_english", "indian", "irish", "unsure")
SOUNDS = ("none", "music", "people_talking", "city_traffic", "animals")
LANGUAGES = ("English", "German", "Spanish")
NAMES = (
    *("alva", "bo", "cleo", "dara", "enzo", "faye", "gus", "hana", "igor", "juno"),
    *("kian", "lola", "milo", "nia", "otto", "pia", "quin", "rosa", "sten", "tara"),
)

# kind: accuracy at the start, accuracy at the end, shift of valence, typical seconds
KINDS: dict[str, tuple[float, float, float, float]] = {
    "good": (0.9, 0.9, 0.0, 150),
    "fair": (0.75, 0.75, 0.0, 120),
    "noisy": (0.5, 0.5, 0.0, 90),
    "biased": (0.8, 0.8, 2.0, 130),
    "drifting": (0.9, 0.3, 0.0, 110),
    "speeding": (0.45, 0.45, 0.0, 9),
    "random": (0.06, 0.06, 0.0, 30),
    "idle": (0.0, 0.0, 0.0, 20),
    "copying": (0.0, 0.0, 0.0, 40),
}
PEOPLE = (
    *("good",) * 9,
    *("fair",) * 5,
    *("noisy",) * 3,
    *("biased",) * 2,
    *("random",) * 2,
    *("drifting", "speeding", "idle", "copying"),
)


@dataclass(frozen=True)
class Clip:
    """A part of an invented video, and what is to be heard in it."""

    video: str
    start: int
    end: int
    language: str
    emotions: tuple[str, ...]
    accent: str
    age: str
    gender: str
    quality: int
    sounds: tuple[str, ...]

    @property
    def item(self) -> str:
        return f"{self.video}:{self.start}-{self.end}"

    @property
    def address(self) -> str:
        return f"https://www.youtube.com/embed/{self.video}?modestbranding=1&loop=1&start={self.start}&end={self.end}"


@dataclass
class Person:
    """An invented annotator and how well they listen."""

    key: int
    name: str
    kind: str
    done: int = 0

    def accuracy(self, expected: int) -> float:
        """The chance to hear what there is, which may change over the `expected` number of annotations."""
        first, last, _, _ = KINDS[self.kind]
        return first + (last - first) * min(1.0, self.done / expected)


@dataclass
class Fixture:
    """Django objects in the order in which dumpdata writes them."""

    rows: dict[int, Fields] = field(default_factory=dict)
    log: list[Fields] = field(default_factory=list)

    def record(self, row: int, action: int, actor: Person | None, changes: Fields, at: datetime) -> None:
        """Write an audit-log entry; `changes` are the new values, and unchanged ones leave no trace."""
        before = self.rows.get(row, {})
        changed = {name: value for name, value in changes.items() if before.get(name) != value}
        self.rows[row] = before | changes
        pairs = {name: [_log_text(before.get(name)), _log_text(value)] for name, value in changed.items()}
        fields = {
            "content_type": 7,
            "object_pk": str(row),
            "object_id": row,
            "action": action,
            "changes": pairs,
            "actor": None if actor is None else actor.key,
            "remote_addr": None if actor is None else f"192.0.2.{actor.key}",
            "timestamp": f"{at:%Y-%m-%dT%H:%M:%S}.000Z",
            "actor_email": None if actor is None else f"{actor.name.partition('@')[0]}@example.org",
        }
        self.log.append({"model": "auditlog.logentry", "pk": len(self.log) + 1, "fields": fields})


def _log_text(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)


def make_clips(rng: np.random.Generator) -> list[Clip]:
    """Clips of one or two emotions; some hard to hear."""
    letters = np.array(list("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"))
    clips = []
    for number in range(N_CLIPS):
        start = int(rng.integers(5, 900))
        clips.append(
            Clip(
                video="ex" + "".join(rng.choice(letters, 6)) + f"{number:03}",
                start=start,
                end=start + int(rng.integers(3, 15)),
                language=str(rng.choice(LANGUAGES, p=[0.7, 0.2, 0.1])),
                emotions=tuple(map(str, rng.choice(CATEGORIES, 1 + int(rng.random() < 0.35), replace=False))),
                accent=str(rng.choice(ACCENTS)),
                age=str(rng.choice(AGES)),
                gender=str(rng.choice(["Female", "Male"])),
                quality=int(rng.integers(1, 5)),
                sounds=tuple(map(str, rng.choice(SOUNDS, 1, replace=False))),
            )
        )
    return clips


def make_people(rng: np.random.Generator) -> list[Person]:
    """Annotators in no particular order; every sixth signed up with an e-mail address."""
    kinds = rng.permutation(PEOPLE)
    people = []
    for key, kind in enumerate(kinds, 2):
        name = f"{NAMES[(key - 2) % len(NAMES)]}_{key:02}"
        people.append(Person(key, f"{name}@example.org" if key % 6 == 0 else name, str(kind)))
    return people


def fill_in(clip: Clip, person: Person, expected: int, rng: np.random.Generator) -> Fields:
    """The form as a person leaves it."""
    heard = [
        name if rng.random() < person.accuracy(expected) else str(rng.choice(CATEGORIES)) for name in clip.emotions
    ]
    if len(heard) > 1 and rng.random() < 0.3:
        heard = heard[:1]
    if person.kind == "idle":
        heard = ["calm_and_composed"]
    arousal, valence, _ = EMOTIONS[heard[0]]
    shift, seconds = KINDS[person.kind][2:]
    careful = rng.random() < max(0.3, person.accuracy(expected))
    idle = person.kind == "idle"
    return {
        "bg_sounds": str(list(clip.sounds if careful else map(str, rng.choice(SOUNDS, 1)))),
        "accent": clip.accent if careful else str(rng.choice(ACCENTS)),
        "emotion": json.dumps({name: [str(rng.choice(EMOTIONS[name][2]))] for name in dict.fromkeys(heard)}),
        "status": "Awaiting Review",
        "gender": clip.gender if careful else str(rng.choice(["Female", "Male", "other"])),
        "audio_quality": QUALITY[int(np.clip(clip.quality + rng.integers(-1, 2), 0, 4))],
        "age": clip.age if careful else str(rng.choice(AGES)),
        "arousal": 5 if idle else int(np.clip(round(rng.normal(arousal, 1.2)), 0, 10)),
        "valence": 0 if idle else int(np.clip(round(rng.normal(valence + shift, 1.2)), -5, 5)),
        "time_spent": round(float(rng.lognormal(np.log(seconds), 0.4)), 2),
    }


def make_fixture(clips: list[Clip], people: list[Person], rng: np.random.Generator) -> Fixture:
    """Rows, each annotated once or twice, with the log of how they came about."""
    fixture = Fixture()
    for row in range(1, N_CLIPS * ROWS_PER_CLIP + 1):
        clip = clips[(row - 1) // ROWS_PER_CLIP]
        created = {
            "language": clip.language,
            "utterance": "(an example sentence)",
            "bg_sounds": "",
            "accent": "",
            "emotion": "",
            "author": 1,
            "date_created": START - timedelta(days=1),
            "status": "Pending",
            "gender": "Female",
            "arousal": 0,
            "valence": 0,
            "time_spent": 0.0,
            "audio_recording": clip.address,
        }
        fixture.record(row, 0, None, created, START - timedelta(days=1))
    turns = [row for row in rng.permutation(len(fixture.rows)) + 1 for _ in range(1 + int(rng.random() < REVISITED))]
    expected = len(turns) // len(people)
    last: dict[str, Fields] = {}
    heard: dict[str, set[int]] = {clip.item: set() for clip in clips}
    at = START
    for row in map(int, turns):
        clip = clips[(row - 1) // ROWS_PER_CLIP]
        at += timedelta(seconds=int(rng.integers(60, 1500)))
        person = next_person(heard[clip.item], people, rng)
        heard[clip.item].add(person.key)
        answers = fill_in(clip, person, expected, rng)
        if person.kind == "copying" and clip.item in last:
            answers = last[clip.item] | {"time_spent": answers["time_spent"]}
        last[clip.item] = answers
        person.done += 1
        fixture.record(row, 1, person, answers | {"author": person.key, "date_created": at}, at)
    return fixture


def next_person(heard: set[int], people: list[Person], rng: np.random.Generator) -> Person:
    """Anyone who has not heard the clip yet, or for a retest anyone at all."""
    if rng.random() < RETESTED:
        return people[int(rng.integers(len(people)))]
    free = [person for person in people if person.key not in heard]
    return free[int(rng.integers(len(free)))]


def dump(fixture: Fixture, people: list[Person], rng: np.random.Generator) -> bytes:
    """The fixture as dumpdata writes it, gzipped; the same bytes each time."""
    empty = {"audio_description": None, "video_description": None, "audio_quality": None, "age": None}
    rest = {"locked_by": None, "is_locked": False}
    objects: list[Fields] = []
    for key, fields in fixture.rows.items():
        when = {"date_created": f"{fields['date_created']:%Y-%m-%dT%H:%M:%SZ}"}
        objects.append({"model": "audio_recorder.utterances", "pk": key, "fields": empty | fields | when | rest})
    for person in people:
        profile = {
            "user": person.key,
            "status": "NLD",
            "gender": str(rng.choice(["Female", "Male", "Other"])),
            "age": int(rng.integers(19, 66)),
            "profession": str(rng.choice(["Education & Learning", "Medical & Healthcare", "Other"])),
            "institute": "Not Specified",
            "experience": int(rng.integers(0, 11)),
            "paid": bool(rng.random() < 0.4),
        }
        objects.append({"model": "users.profile", "pk": person.key, "fields": profile})
    for person in people:
        address = f"{person.name.partition('@')[0]}@example.org"
        user = {"password": f"md5$example${person.key:032x}", "username": person.name, "email": address}
        objects.append({"model": "auth.user", "pk": person.key, "fields": user})
    text = json.dumps(objects + fixture.log, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


def gold_answers(clips: list[Clip]) -> str:
    """What is to be heard in some of the clips, as a gold file."""
    rows = [(clip.item, "emotion", "|".join(clip.emotions)) for clip in clips[:: N_CLIPS // N_GOLD][:N_GOLD]]
    return as_csv(("item", "question", "gold"), rows)


def tidy_study(rng: np.random.Generator) -> str:
    """A nominal study in tidy form: five of twelve annotators say the mood of each of sixty melodies."""
    moods = ("calm", "cheerful", "tense", "wistful")
    accuracy = dict(zip((f"listener{n:02}" for n in range(1, 13)), [*([0.85] * 8), 0.6, 0.6, 0.4, 0.25], strict=True))
    rows = []
    for number in range(1, 61):
        mood = str(rng.choice(moods, p=[0.4, 0.3, 0.2, 0.1]))
        for listener in sorted(rng.choice(list(accuracy), 5, replace=False)):
            label = mood if rng.random() < accuracy[listener] else str(rng.choice(moods))
            seconds = round(float(rng.lognormal(2.5, 0.5)), 1)
            rows.append((f"melody{number:02}", listener, label, mood if number <= 20 else "", seconds))
    return as_csv(("item", "annotator", "label", "gold", "seconds"), rows)


def as_csv(header: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    """Rows as CSV text with Unix line ends."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def main(here: Path = Path(__file__).parent) -> None:
    """Write the files, by default beside this script."""
    rng = np.random.default_rng(SEED)
    clips, people = make_clips(rng), make_people(rng)
    fixture = make_fixture(clips, people, rng)
    (here / "open_empathic.json.gz").write_bytes(dump(fixture, people, rng))
    (here / "gold.csv").write_text(gold_answers(clips))
    (here / "tidy").mkdir(exist_ok=True)
    (here / "tidy" / "moods.csv").write_text(tidy_study(rng))


if __name__ == "__main__":
    main()
