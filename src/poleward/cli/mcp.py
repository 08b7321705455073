"""`poleward mcp`: the verbs that only read, for a language model's program, over standard input and output."""

from __future__ import annotations

from pathlib import Path

import click

from poleward.cli.common import archive_option, archive_path_of, config_path, may_answer_from_box


@click.command()
@archive_option
def mcp(archive_path: Path | None) -> None:
    """Serve ask, drift, why, check, roll_call and cite over the Model Context Protocol (stdio); nothing is written."""
    from poleward.agents import server
    from poleward.project import Project

    path, or_box = archive_path_of(archive_path), may_answer_from_box(archive_path)
    server(Project(path, config=config_path(), read_only=True, or_box=or_box)).run("stdio")
