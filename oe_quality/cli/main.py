"""`oeq`: one thin command per verb, each imported only when it is called."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import traceback
from importlib import import_module

import click

from oe_quality._version import __version__
from oe_quality.cli.boundary import DEBUG, Stop, allow_files, explained, spoken, stopping
from oe_quality.cli.common import GIVEN, allow_as_set, hide_progress
from oe_quality.cli.found_store import with_store
from oe_quality.cli.streams import guarded, open_standard_streams, silence
from oe_quality.errors import OeQualityError
from oe_quality.memory import refuse_low_limit
from oe_quality.suggest import near
from oe_quality.workshop import private

OUR_BUG = 70

# Read when NumPy is first imported, so it stands here. See `kernel.blas`; who sets the variable keeps his choice.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

VARIABLES = "OEQ"
"""How the variables begin that stand for options: OEQ_RUN_SEED is `oeq run --seed`."""

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("oe_quality.cli.demo", "Make the example study, and look around."),
    "run": ("oe_quality.cli.run", "From exports to store, agreement, labels and report in one go."),
    "serve": ("oe_quality.cli.serve", "Show a study's page live, with buttons that decide."),
    "update": ("oe_quality.cli.update", "Load new exports into a study, make all anew, say what changed for people."),
    "load": ("oe_quality.cli.load", "Load annotation exports into a store."),
    "inspect": ("oe_quality.cli.inspect", "Show how files would be read, and load nothing."),
    "set-scale": ("oe_quality.cli.set_scale", "Give questions of a store another scale."),
    "info": ("oe_quality.cli.info", "Say what a store holds."),
    "agreement": ("oe_quality.cli.agreement", "Measure agreement, with intervals."),
    "distributions": ("oe_quality.cli.distributions", "Shares of labels, divided items, groups apart."),
    "methods": ("oe_quality.cli.methods", "What a paper says of agreement: paragraph, tables, BibTeX."),
    "figure": ("oe_quality.cli.figure", "Draw one of the report's figures for a paper: SVG, PDF, PNG."),
    "annotators": ("oe_quality.cli.annotators", "Audit annotators: skill, behaviour, triage, one's whole case."),
    "judges": ("oe_quality.cli.judges", "Models beside people: may one stand in for an annotator?"),
    "aggregate": ("oe_quality.cli.aggregate", "Make soft labels: consensus and perception."),
    "report": ("oe_quality.cli.report", "Write the HTML report."),
    "query": ("oe_quality.cli.query", "Ask the store in SQL (read-only)."),
    "exclude": ("oe_quality.cli.exclude", "Leave an annotator out of later results, with a reason."),
    "include": ("oe_quality.cli.exclude", "Take an excluded annotator back in."),
    "key": ("oe_quality.cli.key", "Show, move and replace the key of pseudonyms."),
    "messages": ("oe_quality.cli.messages", "Draft letters to annotators, and note which were sent."),
    "relabel": ("oe_quality.cli.relabel", "Rank the items by what one more answer would teach."),
    "plan": ("oe_quality.cli.plan", "How many answers per item reach a target."),
    "gold": ("oe_quality.cli.gold", "Choose, adjudicate and split gold items."),
    "check": ("oe_quality.cli.check", "Hold a store against thresholds; exit 1 if one fails."),
    "compare": ("oe_quality.cli.compare", "What changed between two stores or releases."),
    "release": ("oe_quality.cli.release", "Make a data set bundle with card, checksums and report."),
    "push": ("oe_quality.cli.push", "Upload a release to the Hugging Face Hub."),
    "warm": ("oe_quality.cli.warm", "Compile beforehand, for images and first runs."),
    "simulate": ("oe_quality.cli.simulate", "Make annotations with known truth."),
}
"""Verb -> (module, one line of help). The line stands here so that `oeq --help` imports nothing heavy."""


def _variables(args: list[str]) -> list[str]:
    """What the environment adds to the command's options, as a shell takes it: OEQ_RUN_SEED=7."""
    verb = next((part for part in args if not part.startswith("-")), "")
    begin = f"{VARIABLES}_{verb.upper().replace('-', '_')}_"
    return [f"{name}={shlex.quote(value)}" for name, value in sorted(os.environ.items()) if name.startswith(begin)]


def _name_variables(command: click.Command, prefix: str) -> None:
    """Give every option its variable, named after the long option as it is typed, whatever its parameter is called."""
    for option in (part for part in command.params if isinstance(part, click.Option)):
        long = max(option.opts, key=len)
        option.envvar = f"{prefix}_{long.lstrip('-')}".upper().replace("-", "_")


def _refuse_undecodable(args: list[str]) -> None:
    """Stop at bytes that are no text; a file that is there may be called so."""
    for part in args:
        if any("\udc80" <= letter <= "\udcff" for letter in part) and not os.path.lexists(part):
            shown = os.fsencode(part).decode("utf-8", "replace")
            raise click.UsageError(f"{shown} is not text in UTF-8, and no file that is there is called so.")


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called, not before."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # Options of commands are gone from the context when a command runs, and a page says by what it was made.
        _refuse_undecodable(args)
        ctx.meta[GIVEN] = " ".join([*_variables(args), shlex.join([ctx.info_name or "oeq", *args])])
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(COMMANDS[cmd_name][0]), cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        _name_variables(command, f"{VARIABLES}_{cmd_name}")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            name, command, rest = super().resolve_command(ctx, args)
            return name, command, rest if command is None else with_store(command, rest)
        except click.UsageError as error:
            raise click.UsageError(f"{error.message} {near(args[0], COMMANDS)}".strip(), ctx) from None


@click.group(
    cls=LazyGroup,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
    },
)
@click.version_option(__version__, prog_name="oeq")
def cli() -> None:
    """Audit, aggregate and release crowd annotations.

    Start with:  oeq demo, and with your own data:  oeq run EXPORT... -o DIR

    Every option can be set by a variable: OEQ_RUN_SEED=7 is oeq run --seed 7.

    Data goes to stdout, talk to stderr. Exit status: 0 done, 1 a check failed, 2 usage, 3 bad input,
    4 not computable, 70 our bug.
    """
    allow_as_set()


def main(argv: list[str] | None = None) -> None:
    """Run `oeq` and leave with its exit status."""
    open_standard_streams()
    stop = Stop()
    with guarded() as talk:
        try:
            with stopping(stop), private(), spoken(_warn):
                status = _status(argv, stop)
        except KeyboardInterrupt:
            # It came before the command began, or while something was said about how it had ended.
            status = _stopped(stop)
    # All was done, and a warning may have been lost.
    sys.exit(status or (OeQualityError.exit_code if talk.lost else 0))


def entry() -> None:
    """`oeq` as a process of its own, in which nothing follows that a signal could interrupt with a traceback."""
    try:
        main()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _status(argv: list[str] | None, stop: Stop) -> int:
    """Run the command; the one place where whatever went wrong becomes words and an exit status."""
    try:
        try:
            refuse_low_limit()
            allow_files()
            status = cli.main(args=argv, prog_name="oeq", standalone_mode=False)
            sys.stdout.flush()
        finally:
            hide_progress()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    except BaseException as error:  # noqa: BLE001 (the outermost frame: Rust's panics are no Exception)
        return _refusal(error, stop)
    return status if isinstance(status, int) else 0


def _refusal(error: BaseException, stop: Stop) -> int:
    if stop.number or isinstance(error, (KeyboardInterrupt, click.exceptions.Abort)):
        # Whatever it interrupted may have failed in its own way.
        click.echo("oeq: stopped", err=True)
        return _stopped(stop)
    said = explained(error)
    if os.environ.get(DEBUG) and not isinstance(error, OeQualityError):
        traceback.print_exception(error)
    if said is not None:
        if isinstance(error, OSError):
            _drop_what_cannot_be_written()
        _complain(str(said))
        return said.exit_code
    traceback.print_exception(error)
    _complain("this is a bug in oe-quality; please report it with the text above")
    return OUR_BUG


def _stopped(stop: Stop) -> int:
    """The status of what a signal ended, as shells have it."""
    return 128 + (stop.number or signal.SIGINT)


def _drop_what_cannot_be_written() -> None:
    """Output that a full device refuses is refused again at the interpreter's end, and would change the status."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            silence(stream)


def _warn(text: str) -> None:
    from oe_quality.cli.common import talk

    talk(text)


def _complain(text: str) -> None:
    """Say on stderr what went wrong; the command's name is red where colours are welcome."""
    from oe_quality.cli.common import fitted, styled

    name = click.style("oeq:", fg="red", bold=True) if styled(sys.stderr) else "oeq:"
    click.echo(fitted(f"oeq: {text}", sys.stderr).replace("oeq:", name, 1), err=True)


if __name__ == "__main__":
    main()
