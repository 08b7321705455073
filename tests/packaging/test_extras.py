"""Without its extras poleward measures and answers; what needs one says which, in one line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from poleward.archive import Archive
from tests.packaging.blocked import command, extras, modules_of, run

ALL = frozenset().union(*map(modules_of, extras()))
POSITIONS = """
import pyarrow as pa
from poleward.measures.positions import positions

votes = [
    {"state": f"S{s}", "roll_call": f"R{r}", "date": f"20{10 + r // 20}-0{1 + r % 9}-01",
     "outcome": "yes" if (s + r) % 10 < 5 else "no"}
    for s in range(10) for r in range(60)
]
found = positions(pa.Table.from_pylist(votes), draws=10, warmup=5)
print(len(found.states), len(found.periods))
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty years' worth of nothing but a few roll calls."""
    path = tmp_path_factory.mktemp("core") / "a.duckdb"
    days = [dt.date(2019, 1, 1) + dt.timedelta(days=60 * n) for n in range(36)]
    calls = [
        {
            "roll_call_id": f"R{n}", "symbol": f"A/RES/1/{n}", "session": "74", "date": day, "title": "Matter", "kind":
            "resolution", "adopted": True, "important": None, "issues": [], "bridge": None, "yes": None, "no": None,
            "abstain": None, "not_voting": None, "undl_id": None, "rcid": None, "url": None,
        }
        for n, day in enumerate(days)
    ]  # fmt: skip
    votes = [
        {"roll_call_id": f"R{n}", "state": state, "vote": "yes" if (n + k) % 3 else "no", "sources": ["x"],
         "contradicted": False}
        for n in range(len(days)) for k, state in enumerate(("KAZ", "RUS", "USA", "CHN", "UZB"))
    ]  # fmt: skip
    with Archive.open(path, write=True) as opened:
        opened.append("roll_calls", calls)
        opened.append("votes", votes)
    return path


def test_positions_of_a_frame_need_no_extra() -> None:
    done = run(POSITIONS, ALL)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["10", "3"]


def test_a_question_about_votes_needs_no_extra(archive: Path) -> None:
    done = command(["--archive", archive, "ask", "KAZ", "--since", "2022-02-24", "--baseline", "2019-01-01"], ALL)
    assert done.returncode in {0, 1}, done.stderr  # 1: so few roll calls tell no direction
    assert all(line.startswith("estimating stance") for line in done.stderr.splitlines()), done.stderr
    assert "Kazakhstan" in done.stdout


def test_every_verb_explains_itself_without_extras() -> None:
    done = run(
        "from click.testing import CliRunner\n"
        "from poleward.cli import VERBS, cli\n"
        "for verb in VERBS:\n"
        "    result = CliRunner().invoke(cli, [verb, '--help'])\n"
        "    assert result.exit_code == 0, (verb, result.exception)\n",
        ALL,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("extra", "arguments"),
    [
        ("text", ["read", "{page}"]),
        ("text", ["check", "{page}"]),
        ("text", ["evaluate", "attitudes", "{page}"]),
        ("web", ["serve", "--port", "0"]),
        ("web", ["report", "--states", "KAZ", "-o", "{folder}/out.html"]),
        ("spark", ["read", "{page}", "--engine", "spark"]),
        ("export", ["export", "roll_calls", "-o", "{folder}/out.dta"]),
        ("train", ["train", "--data", "{training}", "-o", "{folder}/model"]),
    ],
)
def test_what_needs_an_extra_names_it_in_one_line(
    extra: str, arguments: list[str], archive: Path, tmp_path: Path
) -> None:
    (tmp_path / "page.txt").write_text("Aid\n\nUzbekistan thanked Russia on 4 May 2021.\n", encoding="utf-8")
    places = {
        "page": tmp_path / "page.txt", "folder": tmp_path, "training": Path(__file__).parents[2] / "training/events",
    }  # fmt: skip
    given = [a.format_map({k: str(v) for k, v in places.items()}) for a in arguments]
    done = command(["--archive", archive, *given], modules_of(extra))
    assert done.returncode == 2, done.stdout + done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert "not installed" in last
    assert f"{extra}]'" in last
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("first", "light"),
    [
        ("import poleward.cli", ("numpy", "pyarrow", "duckdb", "numba", "scipy", "narwhals", "spacy")),
        (
            "import poleward.answers.ask",
            ("spacy", "onnxruntime", "numba", "scipy.stats", "pandas", "lxml", "jinja2", "tokenizers"),
        ),
    ],
)
def test_starting_loads_only_what_it_needs(first: str, light: tuple[str, ...]) -> None:
    done = run(f"{first}\nprint([m for m in {light!r} if m in sys.modules])", ())
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
