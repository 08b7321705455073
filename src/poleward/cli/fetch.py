"""`poleward fetch`: a published file from its publisher, only when asked for by name."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from poleward.cli.common import archive_option, json_option, note, open_archive, print_json
from poleward.tables import LOADS

if TYPE_CHECKING:
    from poleward.fetching import Fetched, Source


@click.command()
@click.argument("kind", required=False, type=click.Choice(LOADS))
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option("--list", "listing", is_flag=True, help="List the sources: addresses, terms, how they are had.")
@click.option("--at", "times", multiple=True, metavar="TIME", help="A day or time, such as 20220302; may be repeated.")
@click.option("--file", "files", multiple=True, metavar="NAME", help="A file of a data set; may be repeated.")
@click.option("--into", type=click.Path(path_type=Path), help="A folder to copy the files to.")
@click.option("--cache", type=click.Path(path_type=Path), help="The folder to keep files in [the user's cache].")
@click.option("--again", is_flag=True, help="Ask the publisher even if the file is in the cache.")
@click.option("--load", "then_load", is_flag=True, help="Load the files into the archive.")
@click.option(
    "--engine",
    "engine_name",
    type=click.Choice(["local", "spark"]),
    default="local",
    help="With --load: where events are made.",
)
@click.option("--master", default=None, help="Address of the Spark master [local[*]].")
@click.option("--sources", "table", type=click.Path(path_type=Path), help="Your own further table of sources.")
@click.option("--allow-loopback", is_flag=True, hidden=True, help="Let addresses of this machine pass (for tests).")
@archive_option
@json_option
def fetch(
    kind: str | None,
    keys: tuple[str, ...],
    listing: bool,
    times: tuple[str, ...],
    files: tuple[str, ...],
    into: Path | None,
    cache: Path | None,
    again: bool,
    then_load: bool,
    engine_name: str,
    master: str | None,
    table: Path | None,
    allow_loopback: bool,
    archive_path: Path | None,
    as_json: bool,
) -> None:
    """Fetch the files of sources (KEYs) of a KIND from their publishers; without a KEY, list what there is.

    Nothing is asked of any server without a KEY.
    """
    del engine_name, master  # the loader of events reads them from the command's context
    from poleward.fetching import Limits, load_sources
    from poleward.fetching import fetch as get

    sources = load_sources(table)
    if listing or kind is None or not keys:
        if keys:
            raise click.UsageError("--list takes no KEY.")
        found = [s for k in ((kind,) if kind else LOADS) for s in sources.of_kind(k)]
        print_json([_plain(s) for s in found]) if as_json else _print_list(found)
        return
    chosen = [sources.get(kind, key) for key in keys]
    if (times or files) and len(chosen) > 1:
        raise click.UsageError("--at and --file go with one KEY.")
    limits = Limits(allow_loopback=allow_loopback)
    got: list[Fetched] = []
    failed = False
    for source in chosen:
        note(f"{source.title}, {source.publisher}. Terms: {source.licence}.")
        wishes: list[dict[str, str]] = [{"at": at} for at in times] + [{"file": name} for name in files] or [{}]
        for wish in wishes:
            fetched = get(source, **wish, cache=cache, again=again, limits=limits, say=note)
            _report(fetched, as_json)
            if into is not None:
                _copy(fetched.path, into)
            got.append(fetched)
            if then_load:
                failed |= _load(kind, source, fetched.path, archive_path)
    if as_json:
        print_json([fetched.to_dict() for fetched in got])
    if failed:
        click.get_current_context().exit(2)


def _plain(source: Source) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(source)


def _print_list(sources: list[Source]) -> None:
    for source in sources:
        click.echo(click.style(f"{source.kind} {source.key}", bold=True) + f"  {source.title}. {source.publisher}.")
        if source.by_hand is not None:
            click.echo(f"    by hand from {source.page}\n    {source.by_hand}")
        elif source.dataverse is not None:
            click.echo(f"    {source.page}, a file of which is named with --file")
        else:
            click.echo(f"    {source.address}" + (f", with --at such as {source.at_example}" if source.at else ""))
        click.echo(f"    Terms: {source.licence}.")


def _report(fetched: Fetched, as_json: bool) -> None:
    words = {
        "cached": "in the cache", "unchanged": "not changed since it was fetched", "new": "fetched",
        "changed": "changed since it was last fetched",
    }  # fmt: skip
    note(f"{words[fetched.status]}: {fetched.size} bytes, SHA-256 {fetched.sha256}")
    if fetched.previous is not None:
        note(f"the earlier file is kept as {fetched.previous}")
    if not as_json:
        click.echo(str(fetched.path))


def _copy(path: Path, into: Path) -> None:
    """Copy a file into a folder, where it is never seen half."""
    from poleward.errors import UnusableInputError

    draft = into / f".{path.name}.part"
    try:
        into.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, draft)
        draft.replace(into / path.name)
    except OSError as error:
        raise UnusableInputError(f"cannot be written: {error.strerror}.", where=str(into)) from None
    note(f"copied to {into / path.name}")


def _load(kind: str, source: Source, path: Path, archive_path: Path | None) -> bool:
    """Load a fetched file, unpacked first where its source says what is in it; return whether some of it failed."""
    from fnmatch import fnmatchcase

    from poleward.errors import UnusableInputError
    from poleward.fetching.unpack import unpack
    from poleward.intake.load import load

    if kind not in LOADS:
        raise UnusableInputError(f"files of {kind} cannot be loaded.", where=str(path), todo="Leave --load out.")
    tables = unpack(path, source.members) if source.members else [path]
    tables = [t for t in tables if not any(fnmatchcase(t.name, pattern) for pattern in source.beside)]
    with open_archive(archive_path, write=True) as archive:
        report = load(archive, kind, tables, progress=note)
    for line in report.lines():
        note(line)
    return bool(getattr(report, "failed", None))
