"""Compile what estimates stance and sifts event files, on invented input, so that nobody waits: `compile_kernels.py`.

The machine code is kept beside the source, or in the user's cache folder where that cannot be written.
"""

from __future__ import annotations

import io

from poleward.measures.stance import compiling
from poleward.measures.stance.posterior import fit
from poleward.records.events.layouts import GDELT2
from poleward.records.events.sieve import sift


def main() -> None:
    """Run every kernel once."""
    compiling.start()
    sift(io.BytesIO(b"1\t20230101\n"), io.BytesIO(), io.BytesIO(), GDELT2)
    fit(compiling.invented(), warmup=2, draws=2)


if __name__ == "__main__":
    main()
