"""What to cite, in words, in the fields of CSL-JSON, and as BibTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from anyascii import anyascii

from poleward.fetching.sources import CitedWork, Source, Sources
from poleward.version import __version__

ITSELF = CitedWork(
    "poleward",
    {
        "type": "software",
        "title": "poleward: is a state moving towards or away from a pole?",
        "author": [{"literal": "The poleward authors"}],
        "version": __version__,
    },
)
_BIBTEX = {
    "article-journal": "article", "book": "book", "report": "techreport", "paper-conference": "inproceedings",
    "manuscript": "unpublished",
}  # fmt: skip


def sources_named(
    sources: Sources,
    *,
    names: Sequence[str] = (),
    coders: Sequence[str] = (),
    families: Sequence[str] = (),
) -> tuple[list[Source], list[str]]:
    """Return the sources behind what an archive names, in the order of the table, and the names that none has.

    Parameters
    ----------
    names, coders, families
        Values of `ties.source`, `events.coder` and `votes.sources`.
    """
    found: set[str] = set()
    unknown: list[str] = []
    for values, key_of in ((names, _by_name), (coders, _by_coder), (families, _by_family)):
        for value in values:
            keys = [source.key for source in sources.sources.values() if key_of(source, value)]
            found.update(keys)
            if not keys and value not in unknown:
                unknown.append(value)
    return [source for source in sources.sources.values() if source.key in found], unknown


def _by_name(source: Source, name: str) -> bool:
    return any(name.startswith(start) for start in source.names)


def _by_coder(source: Source, coder: str) -> bool:
    return coder in source.coders


def _by_family(source: Source, family: str) -> bool:
    return family in source.families


def works_of(sources: Sources, cited: Sequence[Source]) -> list[CitedWork]:
    """Return the works of some sources, each once, in order."""
    return [sources.works[key] for key in dict.fromkeys(key for source in cited for key in source.works)]


def in_words(work: CitedWork) -> str:
    """Return a reference as a line of text."""
    f = work.fields
    year = f" ({f['year']})" if "year" in f else ""
    parts = [f"{_names(f.get('author', ()))}{year}. {f['title']}"]
    if "container-title" in f:
        volume = f.get("volume", "") + (f"({f['issue']})" if "issue" in f else "")
        parts.append(", ".join(x for x in (f"{f['container-title']} {volume}".strip(), f.get("page", "")) if x))
    number = [f"version {f['version']}"] if "version" in f else [f["number"]] if "number" in f else []
    parts += [*number, *([f["publisher"]] if "publisher" in f else [])]
    if "DOI" in f:
        parts.append(f"https://doi.org/{f['DOI']}")
    elif "URL" in f:
        parts.append(str(f["URL"]))
    return " ".join(part if part.endswith((".", "?")) else f"{part}." for part in parts)


def csl(work: CitedWork) -> dict[str, Any]:
    """Return a reference in the fields of CSL-JSON."""
    fields = {key: value for key, value in work.fields.items() if key != "year"}
    issued = {"issued": {"date-parts": [[work.fields["year"]]]}} if "year" in work.fields else {}
    return {"id": work.key, **fields, **issued}


def bibtex(work: CitedWork) -> str:
    """Return a reference as a BibTeX entry, letters beyond ASCII kept (biber and today's BibTeX read UTF-8)."""
    f: Mapping[str, Any] = work.fields
    kind = _BIBTEX.get(f["type"], "misc")
    place = {"article": "journal", "inproceedings": "booktitle"}.get(kind)
    maker = {"techreport": "institution", "misc": "howpublished"}.get(kind, "publisher")
    entry = {
        "author": " and ".join(_bibtex_name(author) for author in f.get("author", ())),
        "title": "{" + _escaped(f["title"]) + "}",
        place or "": _escaped(f.get("container-title", "")),
        "year": str(f.get("year", "")),
        "volume": f.get("volume", ""),
        "number": f.get("issue", "") or _escaped(f.get("number", "")),
        "pages": f.get("page", "").replace("-", "--"),
        maker: _escaped(f.get("publisher", "")),
        "version": f.get("version", ""),
        "doi": f.get("DOI", ""),
        "url": f.get("URL", ""),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in entry.items() if name and value]
    return f"@{kind}{{{_bibtex_key(work)},\n" + "\n".join(lines) + "\n}"


def _names(authors: Sequence[Mapping[str, str]]) -> str:
    names = [a["literal"] if "literal" in a else f"{a['family']}, {a['given']}" for a in authors]
    if len(names) > 1 and names[-1] == "others":
        return ", ".join(names[:-1]) + " and others"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _bibtex_name(author: Mapping[str, str]) -> str:
    if author.get("literal") == "others":
        return "others"
    return "{" + _escaped(author["literal"]) + "}" if "literal" in author else f"{author['family']}, {author['given']}"


def _bibtex_key(work: CitedWork) -> str:
    """Return the first author's name, ASCII only, with the year and the work's key, so that no two are equal."""
    return re.sub(r"[^A-Za-z0-9-]", "", anyascii(work.key)) or "work"


def _escaped(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)
