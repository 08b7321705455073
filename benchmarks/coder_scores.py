"""Measure the event model on a labelled file and keep the figures beside it, for /method of the web app.

`python benchmarks/coder_scores.py plover_dev.tsv`: to be run again whenever the model is trained anew. Only counts are
kept, no sentence.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import poleward.coding.event_model as classifier
from poleward.evaluation.events import evaluate_events, file_digest

KEPT = ("model", "n", "accuracy", "macro_f1", "quad_macro_f1", "confusion", "calibration", "abstention")


def shortened(value: Any) -> Any:
    """Return numbers with four digits after the point."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: shortened(one) for key, one in value.items()}
    return [shortened(one) for one in value] if isinstance(value, list) else value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labelled", type=Path)
    path = parser.parse_args().labelled
    found = evaluate_events(path)
    command = f"poleward evaluate events {path.name} --json"
    scores = {"command": command, "sha256": file_digest(path), **{name: shortened(found[name]) for name in KEPT}}
    out = Path(classifier.__file__).parent / "data" / "scores.json"
    out.write_text(json.dumps(scores, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
