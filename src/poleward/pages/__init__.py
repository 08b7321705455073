"""Pages: bytes to clean, dated, de-duplicated documents."""

from poleward.pages.dates import DateMention, find_dates
from poleward.pages.model import Annotation, Document, Interval, MendedText, Span
from poleward.pages.reading import READER, count_documents, read_bytes, read_path
from poleward.pages.stories import cluster_stories

__all__ = [
    "READER",
    "Annotation",
    "DateMention",
    "Document",
    "Interval",
    "MendedText",
    "Span",
    "cluster_stories",
    "count_documents",
    "find_dates",
    "read_bytes",
    "read_path",
]
