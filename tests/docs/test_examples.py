"""The README's and the tutorial's code is run as it stands, and prints what they say it prints."""

from __future__ import annotations

import contextlib
import io
import os
import re
import runpy
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from poleward.cli import cli

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(python|console|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page: str) -> list[tuple[str, str]]:
    """Return the kind and content of the code blocks of a page that say what they are."""
    return BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))


def run(found: list[tuple[str, str]]) -> list[str]:
    """Run blocks in order; return what each Python block printed."""
    names: dict[str, Any] = {}
    printed: list[str] = []
    for kind, content in found:
        if kind == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(content, "example", "exec"), names)  # noqa: S102  the documentation's own code
            printed.append(out.getvalue())
        elif kind == "console":
            for line in content.splitlines():
                assert line.startswith("$ poleward "), line
                result = CliRunner().invoke(cli, shlex.split(line)[2:])
                assert result.exit_code == 0, f"{line}\n{result.output}"
        else:
            assert printed[-1] == content
    return printed


@pytest.fixture(scope="module")
def folder(bundled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One working folder for all pages, in which the demonstration has been run before."""
    path = tmp_path_factory.mktemp("docs")
    shutil.copytree(bundled, path / "poleward-demo")
    before = Path.cwd()
    os.chdir(path)
    yield path
    os.chdir(before)


def test_the_readmes_ten_lines(folder: Path) -> None:
    (code,) = [content for kind, content in blocks("README.md") if kind == "python"]
    assert len([line for line in code.splitlines() if line]) <= 10
    (printed,) = run([("python", code)])
    assert printed.startswith("Kazakhstan and Moscow since 2022-02-24: ")
    assert (folder / "panel.dta").is_file()


@pytest.mark.parametrize("page", ["python", "coming-from/peacesciencer", "coming-from/unvotes", "coming-from/emirt"])
def test_the_pages_for_python(folder: Path, page: str) -> None:
    assert run(blocks(f"docs/{page}.md"))


@pytest.mark.parametrize("name", ["ask", "panel", "own_pole", "page"])
def test_the_examples(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(ROOT / f"examples/{name}.py"))
    assert len(capsys.readouterr().out) > 100


def test_every_example_is_listed() -> None:
    listed = (ROOT / "examples/README.md").read_text(encoding="utf-8")
    assert all(f"`{p.name}`" in listed for p in (ROOT / "examples").iterdir() if p.name != "README.md")


def test_the_tutorial(folder: Path) -> None:
    found = blocks("docs/tutorial.md")
    assert {kind for kind, _ in found} == {"python", "console", "text"}
    signs = next(text for text in run(found) if "condemned" in text)
    assert "RUS -1  Uzbekistan condemned" in signs
    assert re.search(r"^RUS \+1  Uzbekistan refused", signs, re.MULTILINE)
    for name in ("statements.csv", "votes.parquet", "uzbekistan.html"):
        assert (folder / name).stat().st_size > 0
