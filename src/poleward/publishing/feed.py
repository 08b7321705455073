"""The feed of editions, as RSS 2.0."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from email.utils import format_datetime
from xml.sax.saxutils import escape

from poleward.answers.edition import Edition
from poleward.config import Config
from poleward.publishing import bulletin
from poleward.publishing.tongue import Tongue

MOST = 24
"""Editions in the feed, the latest first."""


def rss(editions: Sequence[Edition], config: Config, tongue: Tongue, address: str) -> str:
    """Return the feed; without an address its links are relative to where it lies."""
    items = [_item(one, config, tongue, address) for one in reversed(editions[-MOST:])]
    head = tongue("Who is drifting? Votes at the UN")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>poleward</title><link>{escape(address or 'index.html')}</link>"
        f"<description>{escape(head)}</description><language>{tongue.code}</language>\n{''.join(items)}</channel></rss>\n"
    )


def _item(edition: Edition, config: Config, tongue: Tongue, address: str) -> str:
    link = f"{address}bulletin/{edition.key}.html"
    day = dt.datetime.combine(edition.observed_to, dt.time(), dt.UTC)
    return (
        f"<item><title>{escape(bulletin.title(edition, config, tongue))}</title><link>{escape(link)}</link>"
        f'<guid isPermaLink="false">poleward-{edition.key}</guid><pubDate>{format_datetime(day)}</pubDate></item>\n'
    )
