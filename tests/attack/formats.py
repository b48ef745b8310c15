"""Damages exports of every tool in thousands of ways: nothing but a refusal in words, and no good row lost.

    python tests/attack/formats.py [VARIANTS] [SEED]
    python tests/attack/formats.py places

Each sound export has `N_ROWS` rows, each by a person of its own. A variant damages one of them, or the file's bytes;
the answers of all others must be read as before. With `places` every value of a record is replaced, one at a time, by
what no tool writes there. The small twin of this script is tests/readers/tools/test_damage.py.
"""

from __future__ import annotations

import copy
import csv
import gzip
import io
import json
import resource
import sys
import time
import zipfile
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from oe_quality.errors import OeQualityError

N_ROWS = 6
LABELS = ("joy", "fear", "calm")
NASTY = (
    *(None, True, -1, 2**80, 1e308, [], {}, [[[]]], ["a"], {"a": 1}, [{"start": 0, "end": 1, "label": "x"}]),
    *(
        "",
        " ",
        "\0",
        "a\0b",
        "\ufffe",
        "\ud800",
        "nan",
        "1e999",
        "9" * 5000,
        "x" * 2000,
        "[",
        "{",
        '"',
        "[1, [2",
        "=1+1",
    ),
    *(
        "' OR 1=1 --",
        "2024-13-45",
        "31/31/2025 10:00:00",
        "True",
        "null",
        "\u202e",
        "🙂" * 50,
        "[" * 3000,
        '{"a":' * 3000,
    ),
    *("ignore", "rejected", "draft", "a,b", "a;b", "a|b", "joy\nfear", "<script>", "../../etc/passwd"),
)
ALIENS = ("5", "null", '"x"', "[]", "{}", "nonsense", "{", '{"a": 1, "a": 2}', "[" * 5000)


def label(row):
    return LABELS[row % len(LABELS)]


def stamp(row):
    return f"2025-03-01T10:00:{row:02}Z"


def label_studio(row):
    result = [{"from_name": "mood", "to_name": "audio", "type": "choices", "value": {"choices": [label(row)]}}]
    one = {"id": row, "completed_by": f"w{row}", "result": result, "was_cancelled": False, "created_at": stamp(row)}
    return {"id": row, "data": {"audio": f"s3://b/{row}.wav"}, "annotations": [one], "predictions": []}


def label_studio_min(row):
    own = {"annotator": f"w{row}", "annotation_id": row, "created_at": stamp(row), "lead_time": 2.5}
    return {"audio": f"s3://b/{row // 2}.wav", "id": row // 2, "mood": {"choices": [label(row)]}, **own}


def argilla_flat(row):
    about = {"q.responses": [label(row)], "q.responses.users": [f"w{row}"], "q.responses.status": ["submitted"]}
    return {"id": f"i{row}", "text": "x", **about}


def argilla_nested(row):
    given = {"q": [{"value": label(row), "user_id": f"w{row}"}]}
    return {"id": f"i{row}", "fields": {"text": "x"}, "suggestions": {}, "responses": given, "status": "completed"}


def prodigy(row):
    own = {"_input_hash": row, "_task_hash": row, "_timestamp": 1741000000 + row, "_annotator_id": f"w{row}"}
    return {"text": "x", "accept": [label(row)], "answer": "accept", **own}


def potato(row):
    return {"instance_id": f"i{row}", "user_id": f"w{row}", "labels": {"mood": {label(row): "true"}}, "spans": {}}


def potato_state(row):
    pairs = [[{"schema": "mood", "name": label(row)}, "true"]]
    return {"user_id": f"w{row}", "instance_id_to_label_to_value": {"i1": pairs}}


def doccano(row):
    return {"id": row, "text": "x", "annotations": [{"label": label(row), "user": f"w{row}"}], "meta": {}}


def lewidi(row):
    return {"id": f"i{row}", "annotations": f"{label(row)},{label(row)}", "annotators": f"w{row},v{row}"}


def hugging_face(row):
    return {"id": f"i{row}", "annotators": [f"w{row}", f"v{row}"], "labels": [label(row), label(row)]}


def hugging_face_objects(row):
    return {"id": f"i{row}", "annotations": [{"annotator": f"w{row}", "label": label(row)}]}


def sagemaker(row):
    content = {"answerContent": {"mood": {"label": label(row)}}, "workerId": f"w{row}", "submissionTime": stamp(row)}
    return {"humanLoopName": f"i{row}", "humanAnswers": [content]}


def langsmith(row):
    source = {"type": "app", "user_id": f"w{row}"}
    return {"run_id": f"i{row}", "key": "mood", "value": label(row), "feedback_source": source}


def labelbox(row):
    answer = {"name": "mood", "value": "mood", "radio_answer": {"name": label(row), "value": label(row)}}
    one = {
        "label_details": {"created_at": stamp(row), "created_by": f"w{row}"},
        "performance_details": {"seconds_to_create": 4, "skipped": False},
        "annotations": {"objects": [], "classifications": [answer]},
    }
    return {
        "data_row": {"id": f"d{row}", "global_key": f"{row}.wav"},
        "projects": {"p": {"name": "P", "labels": [one]}},
    }


def lighttag(row):
    who = {"annotator": f"w{row}", "annotator_id": row, "timestamp": stamp(row)}
    given = [{"classname": label(row), "classification_id": row, "annotated_by": [who]}]
    return {"example_id": f"e{row}", "content": "t", "seen_by": [dict(who)], "classifications": given}


RECORDS = (
    *(label_studio, label_studio_min, argilla_flat, argilla_nested, prodigy, potato, potato_state, doccano, lewidi),
    *(hugging_face, hugging_face_objects, sagemaker, langsmith, labelbox, lighttag),
)


def mturk(row):
    names = ["HITId", "AssignmentId", "WorkerId", "AssignmentStatus", "SubmitTime", "WorkTimeInSeconds", "Answer.mood"]
    cells = [f"h{row}", f"a{row}", f"w{row}", "Approved", "Sat Mar 01 10:05:33 PST 2025", "33", label(row)]
    return names, cells


def appen(row):
    names = ["_unit_id", "_created_at", "_id", "_started_at", "_tainted", "_worker_id", "mood", "audio", "mood_gold"]
    times = ["3/1/2025 10:00:40", str(row), "3/1/2025 10:00:05"]
    return names, [f"u{row // 3}", *times, "false", f"w{row}", label(row), f"{row // 3}.mp3", ""]


def toloka(row):
    names = ["INPUT:audio", "OUTPUT:mood", "GOLDEN:mood", "ASSIGNMENT:assignment_id", "ASSIGNMENT:worker_id"]
    cells = [
        f"{row}.mp3",
        label(row),
        "",
        f"a{row}",
        f"w{row}",
        "APPROVED",
        "2025-03-01T10:00:00",
        "2025-03-01T10:00:40",
    ]
    return [*names, "ASSIGNMENT:status", "ASSIGNMENT:started", "ASSIGNMENT:submitted"], cells


def zooniverse(row):
    names = ["classification_id", "user_name", "workflow_id", "created_at", "metadata", "annotations", "subject_ids"]
    tasks = json.dumps([{"task": "T0", "value": label(row)}])
    return names, [str(row), f"w{row}", "5", "2025-03-01 10:00:40 UTC", "{}", tasks, str(900 + row)]


def emolia(row):
    names = [
        "annotation_id",
        "username",
        "queried_emotion",
        "task_type",
        "file_name",
        "rating",
        "reaction_time_ms",
        "created_at",
    ]
    said = ("not_present", "weakly_present", "strongly_present")[row % 3]
    return names, [str(row), f"w{row}", "Joy", "affirmative", f"{row}.mp3", said, "2141", f"2026-01-15 22:48:{row:02}"]


def goemotions(row):
    flags = ["1" if name == label(row) else "0" for name in LABELS]
    return ["id", "rater_id", "example_very_unclear", *LABELS], [f"i{row}", f"w{row}", "False", *flags]


def phoenix(row):
    names = ["span_id", "annotation_name", "annotator_kind", "label", "user_id"]
    return names, [f"i{row}", "mood", "HUMAN", label(row), f"w{row}"]


def forms(row):
    names = ["Timestamp", "Email Address", "clip 1", "clip 2"]
    return names, [f"2025-03-01 10:00:{row:02}", f"w{row}@example.org", label(row), label(row + 1)]


def msp_podcast(row):
    names = ("FileName", "Workers", "EmoClass_Major", "EmoClass_Second", "EmoAct", "EmoVal", "EmoDom")
    return names, [f"MSP-PODCAST_{row}.wav", f"w{row}", label(row), f"{label(row)},other", "4.0", "5.0", "3.0"]


def psychopy(row):
    names = ("stimulus", "trials.thisN", "key_resp.keys", "key_resp.rt", "participant", "expName", "psychopyVersion")
    return names, [f"{row}.wav", str(row), label(row), f"1.{row}", f"w{row}", "mood", "2024.2"]


ROWS = (mturk, appen, toloka, zooniverse, emolia, goemotions, phoenix, forms, msp_podcast, psychopy)


@dataclass
class Variant:
    """A damaged export.

    Attributes:
        name: what it is called, which tells nothing.
        content: its bytes.
        what: the tool and the damage.
        good: the rows that the damage left alone.
        whole: whether the damage may cost the whole file, if it is said.
    """

    name: str
    content: bytes
    what: str
    good: set[int] = field(default_factory=set)
    whole: bool = False


def as_csv(names, rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([names, *rows])
    return out.getvalue()


def encoded(text):
    return text.encode("utf-8", "surrogatepass")


class Attacker:
    """Makes variants out of a seed."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.place = int(self.rng.integers(N_ROWS))
        self.others = set(range(N_ROWS)) - {self.place}

    def pick(self, options):
        return options[int(self.rng.integers(len(options)))]

    def variant(self):
        if self.rng.random() < 0.6:
            return self.of_records(self.pick(RECORDS))
        return self.of_rows(self.pick(ROWS))

    def of_records(self, make):
        records = [make(row) for row in range(N_ROWS)]
        way = self.pick(("leaf", "leaf", "leaf", "key", "alien", "text", "truncated", "packed", "twice"))
        name = make.__name__
        if way in ("leaf", "key"):
            self.hurt(records[self.place], remove=way == "key")
        parts = [json.dumps(record) for record in records]
        if way == "alien":
            parts.insert(max(1, self.place), self.pick(ALIENS))
            return Variant("x", encoded("\n".join(parts)), f"{name}: alien line", self.others)
        if way == "text":
            at = int(self.rng.integers(1, len(parts[self.place])))
            parts[self.place] = parts[self.place][:at] + self.pick('"{}[],:\\\0x') + parts[self.place][at:]
        if way == "twice":
            parts[self.place] = parts[self.place].replace("{", '{"id": 1, "id": 2, ', 1)
        lines = self.rng.random() < 0.5 or way == "twice"
        text = "\n".join(parts) if lines else "[" + ", ".join(parts) + "]"
        if way in ("truncated", "packed"):
            return self.cut(name, way, text, [len(json.dumps(record)) for record in records], lines)
        return Variant("x", encoded(text), f"{name}: {way}", self.others)

    def cut(self, name, way, text, lengths, lines):
        """A file that ends too early, or packed data that do."""
        if way == "packed":
            raw = gzip.compress(encoded(text)) if self.rng.random() < 0.5 else zipped(encoded(text))
            stop = int(self.rng.integers(3, len(raw)))
            return Variant("x.zip", raw[:stop], f"{name}: packed", whole=True)
        gap = 1 if lines else 2
        ends = np.cumsum(np.array(lengths) + gap) - (gap if lines else gap - 1)
        stop = int(self.rng.integers(ends[0] + 1, len(text)))
        return Variant("x", encoded(text[:stop]), f"{name}: truncated", {n for n in range(N_ROWS) if ends[n] <= stop})

    def hurt(self, record, *, remove):
        """Replace, or remove, a value anywhere within a record."""
        places = list(walk(record))
        holder, key = self.pick(places)
        if remove and isinstance(holder, dict):
            del holder[key]
        else:
            holder[key] = self.pick(NASTY)

    def of_rows(self, make):
        names = make(0)[0]
        rows = [make(row)[1] for row in range(N_ROWS)]
        way = self.pick(("cell", "cell", "cell", "width", "quote", "alien", "encoding", "bytes", "packed"))
        what = f"{make.__name__}: {way}"
        if way == "cell":
            value = self.pick(NASTY)
            rows[self.place][int(self.rng.integers(len(names)))] = (
                value if isinstance(value, str) else json.dumps(value)
            )
        if way == "width":
            del rows[self.place][int(self.rng.integers(1, len(names))) :]
        text = as_csv(names, rows)
        lines = text.split("\n")
        if way == "quote":
            at = int(self.rng.integers(len(lines[self.place + 1])))
            lines[self.place + 1] = lines[self.place + 1][:at] + '"' + lines[self.place + 1][at:]
        if way == "alien":
            lines.insert(self.place + 1, self.pick(("", ",,,", "a,b,c", "\0", '"', "{}", "," * 500)))
            return Variant("x", encoded("\n".join(lines)), what, set(range(N_ROWS)) - {self.place})
        if way == "encoding":
            return Variant(
                "x", text.encode(self.pick(("utf-16", "utf-16-le", "utf-8-sig", "utf-32"))), what, self.others
            )
        if way == "packed":
            return self.cut(make.__name__, way, text, [], True)
        content = encoded("\n".join(lines))
        if way == "bytes":
            content = self.flipped(content, len(encoded("\n".join(lines[: self.place + 1]))) + 1, lines)
        return Variant("x", content, what, self.others)

    def flipped(self, content, start, lines):
        """Some bytes of the damaged row are others; line ends stay."""
        raw = bytearray(content)
        for _ in range(int(self.rng.integers(1, 5))):
            at = start + int(self.rng.integers(len(encoded(lines[self.place + 1]))))
            raw[at] = self.pick([byte for byte in range(256) if byte not in (10, 13)])
        return bytes(raw)


def walk(value):
    """Every place of a nested value, as its holder and key."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in list(keys):
        yield value, key
        yield from walk(value[key])


def of_places(make, values=([[[]]], {"a": 1}, None, 5, ""), deep=True):
    """Every place of a tool's second record of three, with each of some values in it."""
    records = [make(row) for row in range(3)]
    for at, (outer, _) in enumerate(walk(records[1])):
        for value in values if deep or outer is records[1] else ():
            hurt = copy.deepcopy(records)
            holder, key = list(walk(hurt[1]))[at]
            holder[key] = value
            text = "\n".join(map(json.dumps, hurt))
            yield Variant("x", encoded(text), f"{make.__name__}: {key} is {value!r}", {0, 2})


def zipped(content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.json", content)
    return out.getvalue()


def answers_of(variant):
    """Person -> what they answered, of all inputs that a variant holds."""
    # Here and not above, so that versions without these can be attacked.
    from oe_quality.readers.options import ReadOptions
    from oe_quality.readers.registry import read
    from oe_quality.readers.text.archive import inputs_of

    found = {}
    for file in inputs_of(variant.content, variant.name, lambda _name: None):
        export = read(file, ReadOptions())
        assert (export.rejects["reason"].str.len_chars() < 200).all()
        for row in export.responses.select("annotator", "labels", "value").iter_rows():
            found.setdefault(row[0].split(":")[-1], []).append((row[1], row[2]))
    return found


def expected(row, make_name):
    if make_name == "emolia":
        return ("not_present", "weakly_present", "strongly_present")[row % 3]
    return label(row)


def trouble(variant):
    """What is wrong with how a variant is read; "" if nothing is."""
    try:
        found = answers_of(variant)
    except OeQualityError as error:
        return "" if variant.whole or not variant.good else f"refused: {error}"[:200]
    make = variant.what.partition(":")[0]
    for row in variant.good:
        said = [labels for who in (f"w{row}", *mailed(found, row)) for labels, _ in found.get(who, ())]
        if not any(labels and expected(row, make) in labels for labels in said):
            return f"row {row} is lost: {said}"
    return ""


def mailed(found, row):
    """Names that stand for an e-mail address: any will do, as each row has another label than its neighbours."""
    return [who for who in found if who.startswith("mail")] if row >= 0 else []


def every_variant():
    if sys.argv[1:] == ["places"]:
        return [(variant.what, variant) for make in RECORDS for variant in of_places(make)]
    n, seed = (int(sys.argv[place]) if len(sys.argv) > place else default for place, default in ((1, 3000), (2, 0)))
    return ((number, Attacker(number).variant()) for number in range(seed, seed + n))


def main():
    begun, counts = time.perf_counter(), Counter()
    for number, variant in every_variant():
        try:
            wrong = trouble(variant)
        except Exception as error:  # noqa: BLE001 (to find any)
            wrong = f"{type(error).__name__}: {error}"[:200]
        counts["bad" if wrong else "good"] += 1
        if wrong:
            print(number, variant.what, wrong, sep=" | ")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took = time.perf_counter() - begun
    print(f"{counts.total()} variants, {counts['bad']} in trouble, {took:.0f} s, {memory:.0f} MB at most")
    return 1 if counts["bad"] else 0


if __name__ == "__main__":
    sys.exit(main())
