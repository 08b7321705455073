"""`poleward evaluate statements` and `claims`: scores on a folder of marked pages, as tables or as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from poleward.cli.common import open_archive, print_json

TASKS = ("statements", "claims")


def marked(
    task: str, folder: Path, archive_path: Path | None, *, dated: bool, coder: str | None, as_json: bool
) -> None:
    """Print the scores of `task` on a folder of marked pages."""
    from poleward.evaluation.claims import evaluate_claims
    from poleward.evaluation.statements import evaluate_statements

    if task == "claims":
        with open_archive(archive_path, answering=True) as archive:
            scores = evaluate_claims(folder, archive, dated=dated)
    elif coder is not None:
        from poleward.evaluation.loaded_statements import evaluate_loaded

        with open_archive(archive_path) as archive:
            scores = evaluate_loaded(folder, archive, coder)
    else:
        scores = evaluate_statements(folder, dated=dated)
    if as_json:
        print_json(scores)
    elif task == "claims":
        _print_claims(scores)
    else:
        _print_statements(scores)


def _print_claims(scores: dict[str, Any]) -> None:
    for row in scores["claims"]:
        click.echo(f"{row['page']:<8} {row['id']:<6} {row['kind']:<12} {row['truth']:<8} {row['verdict']}")
    click.echo("")
    for key, value in scores.items():
        if not isinstance(value, (dict, list)):
            click.echo(f"{key:<24} {value}")


def _print_statements(scores: dict[str, Any]) -> None:
    groups = {"all": scores} | {
        f"{name[3:]} {key}": group
        for name in ("by_language", "by_genre")
        for key, group in scores[name].items()
        if len(scores[name]) > 1
    }
    click.echo("".ljust(28) + "".join(name[:14].rjust(15) for name in groups))
    for key, value in scores.items():
        if key in {"task", "pages", "coder", "dated"} or key.startswith("by_"):
            continue
        for inner in value if isinstance(value, dict) else (None,):
            cells = [g[key] if inner is None else g[key][inner] for g in groups.values()]
            label = key.replace("_", " ") + (f": {inner.replace('_', ' ')}" if inner else "")
            click.echo(label.ljust(28) + "".join(str(c).rjust(15) for c in cells))
    click.echo(f"coder {scores['coder']}")
