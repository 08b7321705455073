"""Write what a lock file pins as a CycloneDX 1.5 bill of materials, and the licences of it as a table.

    python scripts/sbom.py requirements/runtime.lock build

Licences are what the installed packages say of themselves; a package that is not installed here has none.
"""

from __future__ import annotations

import json
import re
import sys
from importlib import metadata
from pathlib import Path

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def pinned(lock: str) -> list[tuple[str, str, list[str]]]:
    """Return (name, version, SHA-256 of its files) for every pin."""
    found: list[tuple[str, str, list[str]]] = []
    for line in lock.splitlines():
        if match := PIN.match(line):
            found.append((match[1].lower(), match[2], []))
        if found:
            found[-1][2].extend(HASH.findall(line))
    return found


def licence_of(name: str) -> str:
    """Return what an installed package says of its licence; '' where it says nothing or is not here."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    stated = told.get("License-Expression") or ""
    classes = [c.rsplit(" :: ", 1)[-1] for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    return stated or "; ".join(classes) or (told.get("License") or "").strip().split("\n")[0][:80]


def main() -> int:
    """Write both files; the exit status is 1 where an installed package states no licence."""
    lock, out = Path(sys.argv[1]), Path(sys.argv[2])
    pins = pinned(lock.read_text(encoding="utf-8"))
    rows = [(name, version, licence_of(name)) for name, version, _ in pins]
    licence = {name: text for name, _, text in rows}
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "poleward", "version": metadata.version("poleward")}},
        "components": [
            {
                "type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}",
                "hashes": [{"alg": "SHA-256", "content": value} for value in hashes],
                **({"licenses": [{"license": {"name": licence[name]}}]} if licence[name] else {}),
            }
            for name, version, hashes in pins
        ],
    }  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    (out / "sbom.json").write_text(json.dumps(bill, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    table = "".join("\t".join(row) + "\n" for row in [("package", "version", "licence"), *rows])
    (out / "licences.tsv").write_text(table, encoding="utf-8")
    silent = [name for name, _, text in rows if not text]
    print(f"{len(rows)} packages; without a stated licence: {', '.join(silent) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
