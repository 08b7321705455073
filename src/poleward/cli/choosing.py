"""Options by which a verb takes a part of the roll calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from poleward.cli.common import DAY, LAST_DAY, note

if TYPE_CHECKING:
    import pyarrow as pa

    from poleward.archive import Archive


def choosing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --issue, --important, --list, --where, --from and --to; the verb gets them as one argument, `chosen`."""

    @click.option("--issue", "issues", multiple=True, help="Issue flag, may be repeated: me nu di hr co ec ru.")
    @click.option("--important", is_flag=True, help="Only votes named important by the US State Department.")
    @click.option("--list", "listed", type=click.Path(path_type=Path), help="A file of symbols, one a line.")
    @click.option("--where", help="An SQL condition on roll calls, such as \"title ILIKE '%nuclear%'\".")
    @click.option("--from", "first", type=DAY, help="First day of the votes used.")
    @click.option("--to", "last", type=LAST_DAY, help="Last day of the votes used.")
    @wraps(command)
    def with_choice(
        *arguments: Any,
        issues: tuple[str, ...],
        important: bool,
        listed: Path | None,
        where: str | None,
        first: dt.date | None,
        last: dt.date | None,
        **others: Any,
    ) -> Any:
        from poleward.answers.roll_call_choice import Choice, read_list
        from poleward.periods import Window

        window = Window(first or dt.date(1945, 1, 1), last or dt.date(9999, 12, 31))
        choice = Choice(tuple(issues), important, read_list(listed) if listed else None, where)
        return command(*arguments, chosen=(window, choice), **others)

    return with_choice


def chosen_votes(archive: Archive, chosen: Any) -> pa.Table:
    """Return the votes on the roll calls chosen, and print the notes on the choice."""
    from poleward.answers.roll_call_choice import Choice, choose
    from poleward.channels.vote_positions import vote_table

    window, choice = chosen
    if choice == Choice():
        return vote_table(archive, window)
    found = choose(archive, window, choice)
    for text in found.notes:
        note(text)
    return vote_table(archive, window, among=found.ids)
