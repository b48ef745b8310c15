"""Google Forms and Microsoft Forms: a person per row, an item (or a question of a grid, `Mood [clip 1]`) per column."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import polars as pl

from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.sheet import LINE, Sheet, listed, of_one_text
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.times import zone_hours
from oe_quality.readers.tools.person_rows import ANSWER, Asked, questions_of, said_of, ticked
from oe_quality.readers.tools.tool import (
    Read,
    Tool,
    long_mapping,
    mapped,
    refused,
    stack,
    unlisted_by_question,
    with_cells,
    without_empty_rows,
)

FORMAT = "form"
_GOOGLE = frozenset(
    (
        *("timestamp", "zeitstempel", "horodateur", "marca temporal", "informazioni cronologiche"),
        *("carimbo de data/hora", "tijdstempel", "tidsstämpel", "tidsstempel", "aikaleima", "sygnatura czasowa"),
        *("časová značka", "časové razítko", "időbélyeg", "marcaj de timp", "zaman damgası", "stempel waktu"),
        *("dấu thời gian", "χρονική σήμανση", "отметка времени", "позначка часу", "клеймо за време"),
        *("タイムスタンプ", "时间戳记", "時間戳記", "타임스탬프", "חותמת זמן", "طابع زمني"),
    )
)
"""What Google calls the first column, by the language of the form's owner."""

_MICROSOFT = (
    *(("start time", "completion time"), ("startzeit", "fertigstellungszeit")),
    *(("heure de début", "heure de fin"), ("hora de inicio", "hora de finalización")),
    *(("ora di inizio", "ora di completamento"), ("hora de início", "hora de conclusão")),
    *(("begintijd", "tijd van voltooien"), ("starttid", "slutförandetid"), ("starttidspunkt", "fuldførelsestidspunkt")),
    *(("starttidspunkt", "fullføringstidspunkt"), ("aloitusaika", "valmistumisaika")),
    *(("godzina rozpoczęcia", "godzina ukończenia"), ("čas spuštění", "čas dokončení")),
    *(("başlama zamanı", "tamamlama saati"), ("время начала", "время выполнения")),
    *(("開始時刻", "完了時刻"), ("开始时间", "完成时间"), ("시작 시간", "완료 시간")),
)
"""What Microsoft calls the columns of a form's start and end, by language; the number stands before them."""

_MAIL = (
    *("email address", "email", "e-mail", "e-mail-adresse", "username", "nutzername", "adresse e-mail"),
    *("adresse de messagerie", "correo electrónico", "dirección de correo electrónico", "nombre de usuario"),
    *("posta elettronica", "indirizzo email", "nome utente", "endereço de e-mail", "nome de usuário"),
    *("e-mailadres", "gebruikersnaam", "adres e-mail", "e-post", "mail", "メールアドレス", "メール", "ユーザー名"),
    *("电子邮件", "电子邮件地址", "電子郵件地址", "이메일 주소", "전자 메일", "адрес электронной почты"),
)
_NAME = (
    "name",
    "nom",
    "nombre",
    "nome",
    "naam",
    "namn",
    "navn",
    "nimi",
    "nazwa",
    "имя",
    "名前",
    "名称",
    "姓名",
    "이름",
)
_LATER = (
    *("last modified time", "language", "uhrzeit der letzten änderung", "sprache"),
    *("heure de la dernière modification", "langue", "hora de la última modificación", "idioma"),
)
_SCORE = re.compile(r"(score|total score|feedback)( - .*|$)", re.IGNORECASE)
_GRID = re.compile(r"(?s)(.*?)\s*\[(.+)\]\s*")
_OWN_SCORES = ("points - ", "feedback - ")
_THINGS = "item clip task sample file filename audio video utterance sentence id ids name names nr number key url path"
_PEOPLE = "worker annotator rater user username participant coder judge"
_ANSWERS = (
    "label labels rating score answer response emotion category value choice duration time seconds gold comment notes"
)
_ROLES = frozenset(f"{_THINGS} {_PEOPLE} {_ANSWERS}".split())
"""Words that name the columns of a table with one answer a row."""

_NAMES = (*_NAME, "your name", "annotator", "participant", "participant id", "your id")
_MOMENT = re.compile(
    r"(\d{4})/(\d{1,2})/(\d{1,2}) (\d{1,2}):(\d\d):(\d\d)(?: ([AP])M)?"
    r"(?: (?:GMT|UTC)(?:([+-]\d{1,2})(?::(\d\d))?)?| ([A-Za-z]\w*))?"
)
"""`2025/01/13 3:43:36 PM GMT+1`, as Google writes the archive of a form's answers."""


def sniff(file: InputFile) -> bool:
    """Whether the columns begin as one of the two writes them, and no column names an item."""
    names = [name.strip().lower() for name in column_names(file)]
    if len(names) < 3:
        return False
    if _ends(names):
        return names[1:3] == list(_ends(names))
    if names[0] not in _GOOGLE:
        return False
    asked = [name for name in names[1:] if name not in _MAIL and name not in _NAMES]
    return any(map(_GRID.fullmatch, asked)) or (
        bool(asked) and not any(map(_is_role, asked)) and any(map(_asks, asked))
    )


def _ends(names: Collection[str]) -> tuple[str, ...]:
    """The names of Microsoft's columns of a form's start and end, or ()."""
    return next((both for both in _MICROSOFT if set(both) <= set(names)), ())


def _is_role(name: str) -> bool:
    """Whether a column's name is what a table of one answer a row calls its columns: `Worker ID`, `clip_name`."""
    words = [word for word in re.split(r"[\W_]+", name) if word]
    return bool(words) and set(words) <= _ROLES


def _asks(name: str) -> bool:
    """Whether a column's name is a question or numbered, as items of a form are."""
    return "?" in name or " " in name.strip() or name[-1:].isdigit()


def table(file: InputFile) -> Read:
    """One row per person and column."""
    sheet = without_empty_rows(read_sheet(file))
    plain = {name: name.strip().lower() for name in sheet.names}
    ends = _ends(plain.values())
    own = {sheet.names[0], *ends, *_MAIL, *((*_NAME, *_LATER) if ends else ())}
    person = _person(sheet, plain)
    columns = [
        name
        for name in sheet.names
        if not {name, plain[name]} & {*own, person} and not _SCORE.fullmatch(name) and not _is_score(plain[name])
    ]
    if not columns:
        raise refused(file, "a form without questions", "Download all responses as CSV or a spreadsheet.")
    moment = next(name for name in sheet.names if plain[name] in (ends[1:] or _GOOGLE))
    zones = _zones_said(sheet.cells(moment))
    made = {name: _sets(sheet.cells(name), ";" if ends else ", ") for name in columns}
    sheet = with_cells(sheet, {**made, moment: mapped(sheet.cells(moment), _moment)})
    places, said = _places(sheet, columns)
    long = _long(sheet, places, person, moment)
    who = f"named by {person!r}" if person else "named by the number of their row: the form asked for no name"
    remarks = (
        f"Each of {len(columns):,} columns is an item (or, in a grid, its row); people are {who}.",
        *said,
        *zones,
    )
    return unlisted_by_question(long), long_mapping(long, FORMAT, called=(("created_at", moment),), remarks=remarks)


def _moment(cell: str) -> str:
    """A time of the archive of a form's answers in ISO 8601; others stay as they are."""
    found = _MOMENT.fullmatch(cell.strip().replace("\u202f", " "))
    if not found:
        return cell
    year, month, day, hour, minute, second, half, zone, minutes, name = found.groups()
    hours = int(hour) % 12 + 12 * (half == "P") if half else int(hour)
    named = zone_hours(name) if name else None
    offset = f"{int(zone):+03}:{minutes or '00'}" if zone else "" if named is None else f"{int(named):+03}:00"
    return f"{year}-{int(month):02}-{int(day):02}T{hours:02}:{minute}:{second}{offset}"


def _zones_said(cells: pl.Series) -> tuple[str, ...]:
    """What to say of times in zones that are not known by their names."""
    found = (_MOMENT.fullmatch(cell.strip().replace("\u202f", " ")) for cell in cells.unique().to_list())
    names = sorted({one[10] for one in found if one and one[10] and zone_hours(one[10]) is None})
    return (f"Times in {listed(names)} are read as they stand: the zone is not known.",) if names else ()


def _is_score(name: str) -> bool:
    return name.startswith(_OWN_SCORES) or name in ("total points", "quiz feedback")


def _person(sheet: Sheet, plain: dict[str, str]) -> str | None:
    """The column that names people: all filled and different."""
    for wanted in (*_MAIL, *_NAMES):
        for name in sheet.names:
            cells = sheet.cells(name)
            if plain[name] == wanted and not (cells == "").any() and cells.n_unique() == sheet.height:
                return name
    return None


def _sets(cells: pl.Series, separator: str) -> pl.Series:
    """Boxes ticked, put together with a separator, as lists; Microsoft ends them with it."""
    if separator == ";" and cells.str.contains(";", literal=True).any():
        return mapped(cells, lambda cell: [part.strip() for part in cell.split(";") if part.strip()] if cell else "")
    return cells if separator == ";" else ticked(cells, separator)


def _places(sheet: Sheet, columns: Sequence[str]) -> tuple[dict[str, tuple[str, str]], tuple[str, ...]]:
    """Column -> question and item, and what to say of it.

    `Mood [clip 1]` asks for the mood of clip 1; else the column is the item.
    """
    grids = {name: found for name in columns if (found := _GRID.fullmatch(name))}
    alone = [Asked(name, name, sheet.cells(name)) for name in columns if name not in grids]
    questions = questions_of(alone)
    places = {name: (found.group(1).strip() or ANSWER, found.group(2).strip()) for name, found in grids.items()}
    places |= {name: (question.strip()[:500], name.strip()[:500]) for name, question in questions.items()}
    said = said_of(questions)
    return {name: places[name] for name in columns}, (said,) if said else ()


def _long(sheet: Sheet, places: Mapping[str, tuple[str, str]], person: str | None, moment: str) -> Sheet:
    numbers = pl.Series([f"response {number}" for number in range(1, sheet.height + 1)], dtype=pl.String)
    frames = []
    for name, (question, item) in places.items():
        cells = {
            "item": of_one_text(item, sheet.height),
            "annotator": sheet.cells(person) if person else numbers,
            "question": of_one_text(question, sheet.height),
            "answer": sheet.cells(name),
            "created_at": sheet.cells(moment),
        }
        frames.append(Sheet.of(cells, sheet.frame[LINE]))
    return stack(frames, sheet)


TOOL = Tool(FORMAT, sniff, table)
