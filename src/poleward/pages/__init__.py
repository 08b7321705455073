"""Pages: bytes to clean, dated, de-duplicated documents."""

from typing import TYPE_CHECKING

from poleward.lazy import attributes

if TYPE_CHECKING:
    from poleward.pages.dates import DateMention, find_dates
    from poleward.pages.document import Annotation, DateInterval, Document, MendedText, Span
    from poleward.pages.reading import READER, count_documents, read_bytes, read_path
    from poleward.pages.stories import cluster_stories

__all__ = [
    "READER",
    "Annotation",
    "DateInterval",
    "DateMention",
    "Document",
    "MendedText",
    "Span",
    "cluster_stories",
    "count_documents",
    "find_dates",
    "read_bytes",
    "read_path",
]

__getattr__, __dir__ = attributes(
    __name__,
    {
        "READER": "reading", "Annotation": "document", "DateMention": "dates", "Document": "document",
        "DateInterval": "document",
        "MendedText": "document", "Span": "document", "cluster_stories": "stories", "count_documents": "reading",
        "find_dates": "dates", "read_bytes": "reading", "read_path": "reading",
    },
)  # fmt: skip
