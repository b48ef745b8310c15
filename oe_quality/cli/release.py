"""`oeq release`: a store as a data set that others can train on, cite and check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from oe_quality.cli.common import progress_bar, seed_option, settings_in, store_argument, talk
from oe_quality.cli.models import hearing, models_options
from oe_quality.errors import UsageError
from oe_quality.scales import Scale

if TYPE_CHECKING:
    from oe_quality.analysis.compare.snapshot import Snapshot
    from oe_quality.analysis.release.data import People, ReleaseData
    from oe_quality.config import Config
    from oe_quality.render.release.identity import Identity
    from oe_quality.render.release.leaks import Secrets
    from oe_quality.render.release.write import Earlier, ReportWriter
    from oe_quality.store import Store


@click.command()
@store_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The folder to make.")
@click.option("--version", "release_version", required=True, help="Of the data set, such as 1.2.0.")
@click.option("--license", "spdx", default="", help="SPDX identifier, such as CC-BY-4.0.  [default: as in oeq.toml]")
@click.option("--question", "questions", multiple=True, metavar="Q", help="Whose labels; the first one leads.")
@click.option("--method", default="", help="Of the consensus, as in oeq aggregate.")
@click.option(
    "--time",
    "rounding",
    type=click.Choice(["day", "week", "month", "none"]),
    default="day",
    show_default=True,
    help="What times are rounded down to.",
)
@click.option("--with-text", is_flag=True, help="Publish free text, scrubbed of names.")
@click.option("--with-reasons", is_flag=True, help="Publish why people are left out, scrubbed of names.")
@click.option(
    "--demographics", multiple=True, metavar="ATTRIBUTE", help="Publish what annotators said of themselves, in groups."
)
@click.option("--previous", type=click.Path(path_type=Path), help="The release before, for the CHANGELOG.")
@click.option("--key-file", type=click.Path(path_type=Path), help="The secret of the pseudonyms, kept elsewhere.")
@click.option("--strict", is_flag=True, help="Fail while the data card has open questions.")
@click.option("--allow-word", "words", multiple=True, help="A user name that is an ordinary word, and may stand.")
@click.option("--no-report", is_flag=True, help="Leave report.html out.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Settings.  [default: oeq.toml, found]")
@click.option("--force", is_flag=True, help="Replace the folder if it is there.")
@models_options
@seed_option
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
def release(
    db: Path,
    output: Path,
    release_version: str,
    spdx: str,
    questions: tuple[str, ...],
    method: str,
    rounding: str,
    with_text: bool,
    with_reasons: bool,
    demographics: tuple[str, ...],
    previous: Path | None,
    key_file: Path | None,
    strict: bool,
    words: tuple[str, ...],
    no_report: bool,
    config_file: Path | None,
    force: bool,
    with_models: tuple[str, ...],
    each_model: bool,
    seed: int,
    quiet: bool,
) -> None:
    """Make a data set: labels, annotations under pseudonyms, card, check sums and report.

    Pseudonyms are made of a secret: of OEQ_PSEUDONYM_KEY, of a file outside the release and the repository,
    or else of your own key (oeq key), and are others than those that you see. The whole folder is searched
    for names before it appears.
    """
    from oe_quality.analysis.release.data import ReleaseOptions, people, release_data
    from oe_quality.files import refuse_to_replace_folder
    from oe_quality.pseudonyms import read_key
    from oe_quality.render.release.identity import identify
    from oe_quality.render.release.write import require_answers, write_release
    from oe_quality.store import open_store
    from oe_quality.workshop import require_room

    inputs = [path for path in (db, previous, key_file, config_file) if path is not None]
    refuse_to_replace_folder(output, force=force, inputs=inputs)
    require_room(output.parent)
    settings = settings_in(config_file)
    identify(settings.release, release_version, spdx, None)
    if strict:
        require_answers(settings.release.card)
    key = read_key(key_file, people=settings.people, outside=_shared_folders(output, db))
    options = ReleaseOptions(questions, method, rounding, with_text, demographics, seed, with_reasons)
    with open_store(db) as store:
        who = people(store, key)
        with hearing(store, with_models, each=each_model, seed=seed):
            data = release_data(store, who, options, config=settings, progress=progress_bar(quiet=quiet))
        identity = identify(settings.release, release_version, spdx, data.as_of)
        write_release(
            output,
            identity,
            data,
            _secrets(who, data, words, settings),
            settings.release.card,
            earlier=_earlier(previous, data, identity),
            report=None if no_report else _report(store, identity, settings, seed),
            force=force,
        )
    _say(output, data, quiet=quiet)


def _shared_folders(output: Path, db: Path) -> list[Path]:
    """Where the secret must not lie: in the release, and in any Git work tree around what is at hand."""
    around = [folder for start in (output, db, Path.cwd() / "here") for folder in start.resolve().parents]
    return [output, *(folder for folder in dict.fromkeys(around) if (folder / ".git").exists())]


def _secrets(who: People, data: ReleaseData, words: tuple[str, ...], settings: Config) -> Secrets:
    from oe_quality.render.release.leaks import secrets_of

    labels = [
        label
        for question in data.questions
        # What people wrote freely makes no word of the study out of somebody's name.
        if question.scale is not Scale.TEXT
        for label in question.labels
        if not question.open_vocabulary or label.isdecimal()
    ]
    emails = [settings.release.contact] if settings.release.contact else []
    return secrets_of(who.raw, data.labels[0].table["item"], labels, words, emails)


def _earlier(previous: Path | None, data: ReleaseData, identity: Identity) -> Earlier | None:
    from oe_quality.analysis.compare.compare import compare
    from oe_quality.analysis.compare.snapshot import of_data, of_release
    from oe_quality.render.release.write import Earlier

    if previous is None:
        return None
    before, now = of_release(previous), of_data(data, identity.name, identity.version)
    _refuse_other_key(before, now)
    change = compare(before, now)
    changes = previous / "CHANGELOG.md"
    text = changes.read_text(encoding="utf-8") if changes.is_file() else ""
    return Earlier(before.version, change, text)


def _refuse_other_key(before: Snapshot, now: Snapshot) -> None:
    """Stop where the people of the release before would all be called otherwise.

    Raises:
        UsageError: the pseudonyms were made with another key.
    """
    if before.sign:
        other = before.sign != now.sign
    else:
        # Releases of version 0.1 do not say which key it was.
        shared = before.answers.join(now.answers, on="item", how="semi")
        other = shared.height > 0 and before.answers.join(now.answers, on="annotator", how="semi").is_empty()
    if other:
        raise UsageError(
            f"the pseudonyms of {before.name} were made with another key than the one given here",
            remedy="Give the key of that release, or leave --previous out: nobody can then be followed across the two.",
        )


def _report(store: Store, identity: Identity, settings: Config, seed: int) -> ReportWriter:
    """The page on agreement and labels: what a maintainer thinks of single annotators is not for the public."""
    from oe_quality.analysis.study import study
    from oe_quality.render.report.build import public_report

    def write(path: Path) -> None:
        page = public_report(study(store, config=settings, seed=seed), f"{identity.title} {identity.version}")
        path.write_text(page, encoding="utf-8", newline="\n")

    return write


def _say(output: Path, data: ReleaseData, *, quiet: bool) -> None:
    labels = data.labels[0].table
    talk(
        f"{output}: {labels.height:,} items, {labels['label'].drop_nulls().len():,} with a label, "
        f"{data.annotations.height:,} annotations by {data.annotators.height:,} annotators",
        quiet=quiet,
    )
    if any(it.reason for it in data.left_out):
        talk(
            "the card says why people are left out, in the words of `oeq exclude`, less names that the store knows: "
            "read them under Known limits before you publish",
            quiet=quiet,
        )
    for note in data.notes:
        talk(note, quiet=quiet)
