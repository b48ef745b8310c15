"""Items to be asked about, as tasks that annotation tools import, with ids that come home.

Every task carries the item's and the question's own name (`oeq_item`, `oeq_question`; in Potato the instance's id and
the schema's name), so that what is answered in the tool and loaded again lands on the same item. The forms are those
that the tools document for import; which were tried with the tool itself stands in docs/queues.md.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

import polars as pl

from oe_quality.analysis.links import links_of
from oe_quality.dictionary import beside, dictionary
from oe_quality.errors import UsageError
from oe_quality.files import listed, refuse_to_overwrite_both, whole_folder
from oe_quality.home import ITEM, QUESTION, ROWS
from oe_quality.scales import Question, Scale
from oe_quality.spreadsheets import spreadsheet_csv
from oe_quality.sums import write_sums
from oe_quality.workbook import SUFFIX, write_sheets

if TYPE_CHECKING:
    from oe_quality.config import Config
    from oe_quality.store import Store

TEXT = "text"
"""The attribute of items that are texts."""

_MEDIA = {
    "audio": (".wav", ".mp3", ".flac", ".ogg", ".opus", ".m4a"),
    "video": (".mp4", ".webm", ".mov"),
    "image": (".png", ".jpg", ".jpeg", ".gif", ".webp"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """One item to ask about.

    Attributes:
        item: its name.
        url: where it can be found, empty where nobody knows.
        text: its words, where it is a text; else empty.
        votes: what was answered so far, for those who decide; empty for those who are to judge afresh.
        rows: ids of the rows of its own tool in which it stands, the best place for another answer first.
    """

    item: str
    url: str = ""
    text: str = ""
    votes: str = ""
    rows: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """What a tool shows of it as text."""
        body = self.text or self.url or self.item
        return f"{body}\n\n{self.votes}" if self.votes else body

    @property
    def page(self) -> str:
        """The same as HTML; nothing of the data becomes markup."""
        body = html.escape(self.text or self.item)
        if self.url:
            body = f'<a href="{html.escape(self.url)}" target="_blank" rel="noopener">{body}</a>'
        return f"<p>{body}</p>" + (f"<p>{html.escape(self.votes)}</p>" if self.votes else "")


Files = dict[str, str]
"""Name of a file -> its text."""


def queue_files(tool: str, tasks: Sequence[Task], question: Question) -> Files:
    """The files that a tool imports.

    >>> mood = Question("mood", Scale.NOMINAL, ("glad", "sad"))
    >>> print(queue_files("doccano", [Task("a", text="Well, well.")], mood)["tasks.jsonl"], end="")
    {"text": "Well, well.", "label": [], "oeq_item": "a", "oeq_question": "mood"}

    Args:
        tool: one of `TOOLS`.
        tasks: in the order in which they are to be asked.
        question: what is asked; one with labels.

    Raises:
        UsageError: the tool is unknown, or the question has no labels to choose from.
    """
    if tool not in TOOLS:
        raise UsageError(f"no queue is written for {tool!r}", remedy=f"Known: {', '.join(TOOLS)}.")
    if not question.labels or question.scale.is_numeric:
        raise UsageError(f"{question.name!r} has no labels to choose from", remedy="Name another with --question.")
    return TOOLS[tool](tasks, question)


def _many(question: Question) -> bool:
    return question.scale is Scale.MULTILABEL


def _home(task: Task, question: Question) -> dict[str, str]:
    """The fields by which a task is known again."""
    rows = {ROWS: _listed(task.rows)} if task.rows else {}
    return {ITEM: task.item, QUESTION: question.name, **rows}


def _listed(rows: Sequence[str]) -> str:
    return ", ".join(rows)


def _lines(records: Sequence[dict[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _document(body: object) -> str:
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def _medium(tasks: Sequence[Task]) -> str:
    """audio, video or image where every item is a file of that kind, else empty."""
    endings = {PurePosixPath(urlsplit(task.url).path).suffix.lower() for task in tasks}
    return next((name for name, known in _MEDIA.items() if tasks and endings <= set(known)), "")


def _label_studio(tasks: Sequence[Task], question: Question) -> Files:
    """Tasks of Label Studio's JSON import, and the labelling interface that shows them."""
    medium = _medium(tasks)
    records = [
        {"data": {**_home(task, question), "page": task.page, **({"media": task.url} if medium else {})}}
        for task in tasks
    ]
    tags = {"audio": "Audio", "video": "Video", "image": "Image"}
    shown = f'<{tags[medium]} name="media" value="$media"/>' if medium else ""
    about = "media" if medium else "page"
    choices = "\n".join(f"    <Choice value={quoteattr(label)}/>" for label in question.labels)
    config = (
        "<View>\n"
        f'  <HyperText name="page" value="$page" inline="true"/>\n  {shown}\n'
        f'  <Choices name={quoteattr(question.name)} toName="{about}" '
        f'choice="{"multiple" if _many(question) else "single-radio"}">\n{choices}\n  </Choices>\n</View>\n'
    )
    return {"tasks.json": _document(records), "config.xml": config}


def _potato(tasks: Sequence[Task], question: Question) -> Files:
    """Potato's data and configuration; the latter is JSON, which is YAML too."""
    records = [{"id": task.item, "text": task.page} for task in tasks]
    config = {
        "annotation_task_name": f"oeq: {question.name}",
        "task_dir": ".",
        "output_annotation_dir": "annotation_output",
        "data_files": ["tasks.jsonl"],
        "item_properties": {"id_key": "id", "text_key": "text"},
        "user_config": {"allow_all_users": True, "users": []},
        "annotation_schemes": [
            {
                "annotation_type": "multiselect" if _many(question) else "radio",
                "name": question.name,
                "description": question.name,
                "labels": list(question.labels),
            }
        ],
    }
    return {"tasks.jsonl": _lines(records), "config.yaml": _document(config)}


def _prodigy(tasks: Sequence[Task], question: Question) -> Files:
    """Tasks of Prodigy's interface `choice`: prodigy mark DATASET tasks.jsonl --view-id choice."""
    options = [{"id": label, "text": label} for label in question.labels]
    style = "multiple" if _many(question) else "single"
    records = [
        {
            **({"html": task.page} if task.url else {"text": task.shown}),
            "options": options,
            "config": {"choice_style": style},
            "meta": {"item": task.item},
            **_home(task, question),
        }
        for task in tasks
    ]
    return {"tasks.jsonl": _lines(records)}


def _argilla(tasks: Sequence[Task], question: Question) -> Files:
    """Settings and records in the form of Argilla's SDK: `Settings.from_json`, `dataset.records.from_json`."""
    labels = {"type": "multi_label_selection" if _many(question) else "label_selection"}
    options = [{"value": label, "text": label, "description": None} for label in question.labels]
    if _many(question):
        labels["options_order"] = "natural"
    settings = {
        "guidelines": None,
        "allow_extra_metadata": True,
        "distribution": {"strategy": "overlap", "min_submitted": 1},
        "fields": [
            {"name": "item", "title": "item", "required": True, "settings": {"type": "text", "use_markdown": True}}
        ],
        "questions": [
            {
                "name": _slug(question.name),
                "title": question.name,
                "description": None,
                "required": True,
                "settings": {**labels, "options": options, "visible_options": None},
            }
        ],
        "metadata": [],
        "vectors": [],
    }
    records = [
        {"id": task.item, "fields": {"item": _marked(task)}, "metadata": _home(task, question)} for task in tasks
    ]
    return {"settings.json": _document(settings), "records.json": _document(records)}


def _marked(task: Task) -> str:
    """The task in Markdown, in which nothing of the data is markup."""
    said = "\n\n".join(part for part in (task.text or task.item, task.votes) if part)
    plain = re.sub(r"([\\`*_{}\[\]<>#+\-.!|~&])", r"\\\1", said)
    return f"{plain}\n\n<{task.url}>" if task.url else plain


def _slug(name: str) -> str:
    """A question's name as Argilla takes it: small letters, digits, - and _."""
    return re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-_") or "question"


def _doccano(tasks: Sequence[Task], question: Question) -> Files:
    """Lines of doccano's import for text classification, and its labels; further fields stay with the text."""
    records = [{"text": task.shown, "label": [], **_home(task, question)} for task in tasks]
    labels = [{"text": label} for label in question.labels]
    return {"tasks.jsonl": _lines(records), "labels.json": _document(labels)}


def _csv(tasks: Sequence[Task], question: Question) -> Files:
    """The table to fill in, and beside it what its columns mean."""
    return _table("queue", _to_fill_in(tasks, question), question)


def _to_fill_in(tasks: Sequence[Task], question: Question) -> pl.DataFrame:
    """A row per item: who answers, and what; several labels of an answer are parted by "|"."""
    columns = {"item": pl.String, "link": pl.String, "annotator": pl.String, question.name: pl.String}
    rows = [(task.item, task.url, "", "") for task in tasks]
    table = pl.DataFrame(rows, schema=columns, orient="row")
    known = {"votes": [task.votes for task in tasks], ROWS: [_listed(task.rows) for task in tasks]}
    for name, texts in known.items():
        table = table.with_columns(pl.Series(name, texts)) if any(texts) else table
    return table


def _table(name: str, table: pl.DataFrame, question: Question) -> Files:
    """A table, and beside it what its columns mean."""
    meanings = dictionary(table, "queue", [question.name])
    return {f"{name}.csv": spreadsheet_csv(table), f"{name}.columns.csv": spreadsheet_csv(meanings)}


_PENDING = '''"""Put rows back among those that Open Empathic hands out: python manage.py shell < set_pending.py"""

from audio_recorder.models import Utterances

for row in Utterances.objects.filter(pk__in=[{rows}]):
    row.status = "Pending"
    row.save(update_fields=["status"])
'''
"""Each row is saved by itself, so that the audit log knows of it; what was answered in it stands in the log."""
_NUMBER = re.compile(r"[0-9]{1,18}")


def _open_empathic(tasks: Sequence[Task], question: Question) -> Files:
    """The rows of Open Empathic to be annotated again, and a script that puts them among those that it hands out.

    Raises:
        UsageError: of none of the items such a row is known.
    """
    best = [next((row for row in task.rows if _NUMBER.fullmatch(row)), "") for task in tasks]
    if not any(best):
        raise UsageError(
            "the store knows no rows of Open Empathic in which these clips stand",
            remedy="Load what `manage.py dumpdata` or /download/ writes into a new store; --to csv needs no rows.",
        )
    rows = [(row, task.item, task.url, _listed(task.rows)) for row, task in zip(best, tasks, strict=True)]
    table = pl.DataFrame(rows, schema=dict.fromkeys(("row", "item", "link", ROWS), pl.String), orient="row")
    return {**_table("rows", table, question), "set_pending.py": _PENDING.format(rows=_listed([*filter(None, best)]))}


TOOLS: dict[str, Callable[[Sequence[Task], Question], Files]] = {
    "label-studio": _label_studio,
    "potato": _potato,
    "prodigy": _prodigy,
    "argilla": _argilla,
    "doccano": _doccano,
    "open-empathic": _open_empathic,
    "csv": _csv,
}
"""What writes the files of each tool."""


def write_queue(
    store: Store,
    question: str,
    items: Iterable[tuple[str, str]],
    tool: str,
    output: Path,
    config: Config,
    *,
    force: bool,
) -> list[str]:
    """Write the files of a queue; returns their names.

    Args:
        store: for the question and for what is known of items.
        question: what is asked; items: (item, votes), votes empty where who answers is to judge afresh.
        tool: one of `TOOLS`; output: a file for csv (a workbook where it ends in .xlsx), else a folder.
        config: whose [links] say where items can be found.
        force: whether an earlier queue there may be replaced.
    """
    wanted = list(items)
    links = links_of(store, [item for item, _ in wanted], config.links)
    texts = {item: value for item, name, value in store.item_attributes().iter_rows() if name == TEXT}
    rows: dict[str, list[str]] = {}
    for item, row in store.item_rows().iter_rows():
        rows.setdefault(item, []).append(row)
    tasks = [
        Task(item, links[item].url if item in links else "", texts.get(item, ""), votes, tuple(rows.get(item, ())))
        for item, votes in wanted
    ]
    if tool == "csv" and output.suffix == SUFFIX:
        write_sheets({"queue": _to_fill_in(tasks, store.question(question))}, output, force, "queue", [question])
        return [output.name]
    files = queue_files(tool, tasks, store.question(question))
    if tool == "csv":
        places = (output, beside(output))
        refuse_to_overwrite_both(*places, force=force)
        with listed(output.parent, [place.name for place in places]) as new:
            for place, text in zip(places, files.values(), strict=True):
                (new / place.name).write_text(text, encoding="utf-8")
        return [place.name for place in places]
    with whole_folder(output, force=force) as folder:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        write_sums(folder)
    return list(files)
