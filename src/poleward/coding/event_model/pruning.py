"""Cuts an ONNX model down to what one of its inner values needs, at load: a file serves two readers.

ONNX is a protocol buffer. Only the few fields that matter here are looked at (onnx.proto: a model's graph, a graph's
nodes, initializers and outputs, a node's inputs and outputs); all others are copied as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

GRAPH, NODE, INITIALIZER, OUTPUT = 7, 1, 5, 12
"""Numbers of fields: a model's graph, and in it its nodes, constants and outputs."""
# The same of a node, a constant and a value.
NODE_INPUT, NODE_OUTPUT, TENSOR_NAME, VALUE_NAME, VALUE_TYPE = 1, 2, 8, 1, 2
FLOAT_TENSOR = b"\x0a\x02\x08\x01"
"""A value's type: a tensor of floats of any shape."""

# How a field is written, by the rules of protocol buffers.
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


def pruned(model: bytes, output: str) -> bytes:
    """Return a model whose one output is the inner value `output`, without the nodes that it does not need.

    Raises
    ------
    ValueError
        These bytes are no such model.
    """
    out = []
    for number, whole, content in _fields(memoryview(model)):
        out.append(_field(GRAPH, _graph(content, output)) if number == GRAPH else bytes(whole))
    return b"".join(out)


def _graph(content: memoryview, output: str) -> bytes:
    parts = [f for f in _fields(content) if f[0] != OUTPUT]
    needed = {output.encode()}
    kept = set()
    for k in range(len(parts) - 1, -1, -1):
        if parts[k][0] == NODE:
            made = {bytes(c) for n, _, c in _fields(parts[k][2]) if n == NODE_OUTPUT}
            if made & needed:
                kept.add(k)
                needed |= {bytes(c) for n, _, c in _fields(parts[k][2]) if n == NODE_INPUT}
    body = [
        bytes(whole) for k, (number, whole, inner) in enumerate(parts)
        if (k in kept if number == NODE else number != INITIALIZER or _tensor_name(inner) in needed)
    ]  # fmt: skip
    value = _field(VALUE_NAME, output.encode()) + _field(VALUE_TYPE, FLOAT_TENSOR)
    return b"".join(body) + _field(OUTPUT, value)


def _tensor_name(content: memoryview) -> bytes:
    return next((bytes(c) for n, _, c in _fields(content) if n == TENSOR_NAME), b"")


def _fields(data: memoryview) -> Iterator[tuple[int, memoryview, memoryview]]:
    """Yield (number, the field with its key, its content) of each field of a message."""
    at = 0
    while at < len(data):
        start = at
        key, at = _number(data, at)
        content = at
        kind = key & 7
        if kind == BYTES:
            size, content = _number(data, at)
            at = content + size
        elif kind == VARINT:
            _, at = _number(data, at)
        elif kind in {FIXED32, FIXED64}:
            at += 4 if kind == FIXED32 else 8
        else:
            raise ValueError(f"a field of kind {kind}")
        if at > len(data):
            raise ValueError("a field beyond the end")
        yield key >> 3, data[start:at], data[content:at]


def _number(data: memoryview, at: int) -> tuple[int, int]:
    """Return the number that begins at `at`, and where it ends."""
    value = shift = 0
    while True:
        if at >= len(data):
            raise ValueError("a number beyond the end")
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _field(number: int, content: bytes) -> bytes:
    size, length = b"", len(content)
    while length > 0x7F:
        size += bytes((length & 0x7F | 0x80,))
        length >>= 7
    return bytes((number << 3 | BYTES,)) + size + bytes((length,)) + content
