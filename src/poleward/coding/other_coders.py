"""What another coder says of a page: one JSON object, checked field by field, made a statement.

Fields: `doc_id`, `coder`, `start` and `end` (characters of the page's text) are needed, `exact` must be those
characters where it is given. `actor`, `recipient`: codes of states (ISO3) or organisations. `signs`: a list of {state,
target, sign, reason}; or `sign`, of the tie of actor and recipient. Further `kind`, `type` (PLOVER), `channel`,
`status`, `from` and `to` (days), `speaker`, `confidence`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from poleward.coding.event_model.pair_reader import STATUSES
from poleward.coding.grammar.drafts import COOPERATIVE, HOSTILE, WORDS_TYPES, words_for
from poleward.coding.statements import OWN_CODER, Sign, Speaker, Statement
from poleward.tables import STATEMENT_CHANNELS, STATEMENT_KINDS

MAX_LINE = 256 * 1024
MAX_NAME = 80
MAX_EVIDENCE = 2_000
MAX_SIGNS = 20
MAX_REASON = 500
CONTEXT = 32
"""Characters on either side by which a quotation is found again."""
TYPES = frozenset({"REQUEST"}) | COOPERATIVE | HOSTILE
FIELDS = frozenset({
    "doc_id", "coder", "start", "end", "exact", "kind", "actor", "recipient", "type", "mode", "channel", "status",
    "from", "to", "speaker", "confidence", "sign", "signs",
})  # fmt: skip

_NAME = re.compile(rf"[A-Za-z0-9][\w .:/+@-]{{0,{MAX_NAME - 1}}}")


class BadStatementError(ValueError):
    """A line that is no statement; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes that are known."""

    states: frozenset[str]
    organisations: frozenset[str]

    def __contains__(self, code: object) -> bool:
        return code in self.states or code in self.organisations


def is_own(coder: str) -> bool:
    """Whether a coder's name is one of our own versions."""
    return coder.startswith(OWN_CODER)


def parsed(given: Mapping[str, Any], text: str | None, codes: Codes) -> Statement:
    """Return the statement that an object makes about a page's text, its id left empty.

    Raises
    ------
    BadStatementError
        A field is missing, unknown, or not what it should be; or the page is not in the archive.
    """
    unknown = sorted(set(given) - FIELDS)
    if unknown:
        raise BadStatementError(f"an unknown field '{unknown[0][:MAX_NAME]}'")
    if text is None:
        raise BadStatementError("a page that the archive does not hold (doc_id)")
    start, end = _place(given, text)
    actor, recipient = (_code(given, name, codes) for name in ("actor", "recipient"))
    if actor is None:
        raise BadStatementError("no actor")
    status = _one_of(given, "status", STATUSES) or "done"
    type_ = _one_of(given, "type", TYPES)
    signs = _signs(given, actor, recipient, codes)
    first, last = (_day(given, name) for name in ("from", "to"))
    if first and last and first > last:
        raise BadStatementError("'from' is later than 'to'")
    kind = _one_of(given, "kind", STATEMENT_KINDS) or "event"
    return Statement(
        statement_id="", doc_id=str(given["doc_id"]), start_at=start, end_at=end, exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start], suffix=text[end : end + CONTEXT], trigger_start=None,
        trigger_end=None, kind=kind, actor=actor, actor_name=actor, actor_role=None, recipient=recipient,
        recipient_name=recipient, recipient_role=None, event_type=type_, mode=_text(given, "mode"), domain="unclear",
        channel=_channel(given, kind, type_, status), negated=status == "negated", future=status == "announced",
        hypothetical=status == "hypothetical", historical=status == "background", date_earliest=first,
        date_latest=last or first, date_how="as the coder says" if first or last else "no date given", place=None,
        speakers=_speakers(given), confidence=_confidence(given), abstained=None, coder=_coder(given), signs=signs,
    )  # fmt: skip


def _coder(given: Mapping[str, Any]) -> str:
    name = given.get("coder")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise BadStatementError(f"no coder's name (letters, figures and . : / + @ -, at most {MAX_NAME})")
    if is_own(name):
        raise BadStatementError(f"a coder's name that begins as our own ('{OWN_CODER}')")
    return name


def _place(given: Mapping[str, Any], text: str) -> tuple[int, int]:
    start, end = given.get("start"), given.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise BadStatementError("'start' and 'end' are no characters of the page")
    if end - start > MAX_EVIDENCE:
        raise BadStatementError(f"evidence of more than {MAX_EVIDENCE} characters")
    if given.get("exact") not in (None, text[start:end]):
        raise BadStatementError("'exact' is not what stands between 'start' and 'end'")
    return start, end


def _code(given: Mapping[str, Any], name: str, codes: Codes) -> str | None:
    code = given.get(name)
    if code is None:
        return None
    if not isinstance(code, str) or code not in codes:
        raise BadStatementError(f"an unknown code in '{name}'")
    return code


def _one_of(given: Mapping[str, Any], name: str, choices: Any) -> str | None:
    value = given.get(name)
    if value is not None and (not isinstance(value, str) or value not in choices):
        raise BadStatementError(f"'{name}' is none of {', '.join(sorted(choices))}")
    return value


def _text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and (not isinstance(value, str) or not 0 < len(value) <= MAX_NAME):
        raise BadStatementError(f"'{name}' is no short text")
    return value


def _channel(given: Mapping[str, Any], kind: str, type_: str | None, status: str) -> str | None:
    """Return the channel that is given, or else the one of our own coder for such a statement."""
    if "channel" in given:
        return _one_of(given, "channel", STATEMENT_CHANNELS)
    if kind == "statement":
        return "words"
    if kind != "event":
        return None
    return "deeds" if type_ is not None and type_ not in WORDS_TYPES and status != "announced" else "words"


def _speakers(given: Mapping[str, Any]) -> tuple[Speaker, ...]:
    name = _text(given, "speaker")
    return (Speaker(name, None, None),) if name else ()


def _confidence(given: Mapping[str, Any]) -> float:
    value = given.get("confidence", 1.0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise BadStatementError("'confidence' is not between 0 and 1")
    return float(value)


def _day(given: Mapping[str, Any], name: str) -> dt.date | None:
    value = given.get(name)
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadStatementError(f"'{name}' is no day (YYYY-MM-DD)") from None


def _signs(given: Mapping[str, Any], actor: str, recipient: str | None, codes: Codes) -> tuple[Sign, ...]:
    listed = given.get("signs")
    if listed is None and given.get("sign") is not None:
        listed = [{"state": actor, "target": recipient, "sign": given["sign"]}]
    elif given.get("sign") is not None:
        raise BadStatementError("both 'sign' and 'signs'")
    if listed is None:
        return ()
    if not isinstance(listed, list) or len(listed) > MAX_SIGNS:
        raise BadStatementError(f"'signs' is no list of at most {MAX_SIGNS}")
    out: dict[tuple[str, str], Sign] = {}
    for one in listed:
        sign = _sign(one, {actor, recipient}, codes)
        out.setdefault((sign.state, sign.target), sign)
    for sign in list(out.values()):  # a tie of two states is a tie from both its ends
        if sign.target in codes.states:
            back = Sign(sign.target, sign.state, sign.sign, sign.reason)
            out.setdefault((back.state, back.target), back)
    return tuple(out.values())


def _sign(one: Any, sides: set[str | None], codes: Codes) -> Sign:
    if not isinstance(one, dict) or set(one) - {"state", "target", "sign", "reason"}:
        raise BadStatementError("a sign that is no {state, target, sign, reason}")
    state, target, sign = one.get("state"), one.get("target"), one.get("sign")
    if not isinstance(state, str) or not isinstance(target, str) or target not in codes or state == target:
        raise BadStatementError("a sign without two known sides")
    if state not in codes.states:
        state, target = target, state
    if state not in codes.states:
        raise BadStatementError("a sign of no state")
    if not sides & {state, target}:
        raise BadStatementError("a sign between neither actor nor recipient")
    if type(sign) is not int or sign not in (-1, 0, 1):
        raise BadStatementError("a sign that is not -1, 0 or 1")
    reason = one.get("reason", f"as the coder says → {words_for(sign, target)}")
    if not isinstance(reason, str) or len(reason) > MAX_REASON:
        raise BadStatementError("a sign's reason that is no short text")
    return Sign(state, target, sign, reason)
