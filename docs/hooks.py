"""What the build of the site needs beside its pages."""

from __future__ import annotations

from typing import Any


def on_startup(**_: Any) -> None:
    """Run the notebooks' kernels over sockets in files: over TCP each warns that nothing is encrypted."""
    from jupyter_client.connect import ConnectionFileMixin

    ConnectionFileMixin.transport.default_value = "ipc"  # type: ignore[attr-defined]
