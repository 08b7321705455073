"""Write the placebo's table that ships (`src/poleward/data/placebo.toml`).

poleward evaluate placebo POINTS --json > placebo.json
python scripts/make_placebo.py placebo.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from poleward.measures.stance.stored_draws import METHOD

TABLE = Path(__file__).parents[1] / "src/poleward/data/placebo.toml"
HEAD = """# How often an answer about votes says "moved" in spans that are quiet by the published ideal points to
# 1999: in how many of `asks` with at least so many percent. Made by `poleward evaluate placebo` and
# scripts/make_placebo.py.
"""


def main() -> None:
    """Write the table."""
    found = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["published"]
    rows = "\n".join(f"{level} = {n}" for level, n in found["moved"].items())
    TABLE.write_text(f'{HEAD}method = "{METHOD}"\nasks = {found["asks"]}\n\n[moved]\n{rows}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
