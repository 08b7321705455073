"""Pictures compared for gross breakage: drawings of cases made by hand, by how much ink each part of them holds.

The grids of `pictures.json` are coarse, so that another font or version of the browser does not matter; a band that is
missing, black, or somewhere else does. POLEWARD_REMAKE_PICTURES=1 writes them anew; look at the pictures then.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from markupsafe import Markup
from playwright.sync_api import Browser, Page

from poleward.answers.curves import curve_of
from poleward.publishing import design
from poleward.publishing.charts import ranking, svg
from poleward.publishing.charts.choices import DrawnChoice, choices_chart
from poleward.publishing.charts.lines import DrawnLine, axes_of, lines_chart
from poleward.publishing.charts.outlines import outline_map
from poleward.publishing.charts.path import PathLinks, empty_panel, frame_of_curves, path_panel, tallest
from poleward.publishing.charts.plane import Tail, plane_chart
from poleward.publishing.charts.series import Point, frame_of, panel
from poleward.publishing.charts.sums import DrawnPart, sum_chart
from poleward.publishing.charts.tiles import Tile, tile_map
from poleward.publishing.charts.waterfall import Step, waterfall
from poleward.publishing.tongue import Tongue
from tests.web.made import AGAINST, BREAK, path

KEPT = Path(__file__).with_name("pictures.json")
COLUMNS, ROWS = 16, 10
TOLERANCE = 0.025
"""Mean difference of ink, 0 to 1, over all parts of a picture; a lost band or polygon is well above it."""
HATCH = (
    '<svg width="0" height="0"><defs><pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"></line></pattern></defs></svg>'
)


def _path() -> Markup:
    curve = curve_of(path(), "2022-02")
    links = PathLinks({2022: "/why"}, [(t, t.label, "/why") for t in (BREAK, AGAINST)])
    frame = frame_of_curves([curve], 2022.15)
    return path_panel(frame, curve, links, tallest([curve]), "path", pole="blue", tongue=Tongue())


def _empty() -> Markup:
    frame = frame_of_curves([curve_of(path(), "2022-02")], 2022.15)
    return empty_panel(frame, "it never votes", "none", pole="orange", tongue=Tongue())


def _tiles() -> Markup:
    looks = ("towards", "away", "same", "unsure", "not-observed")
    states = ("KAZ", "UZB", "TKM", "KGZ", "TJK")
    tiles = {s: Tile(look, "→", s, "/moving") for s, look in zip(states, looks, strict=True)}
    return tile_map(tiles, "map", pole="blue", around=states)


def _waterfall() -> Markup:
    return waterfall([Step("one", 0.5), Step("two", -0.2), Step("three", 0.1)], 0.4, pole="green", tongue=Tongue())


def _line(name: str, colour: str, level: float) -> DrawnLine:
    at = [2014 + k / 4 for k in range(40)]
    middle = [level + (6 if year < 2022 else 0) for year in at]
    return DrawnLine(name, colour, at, middle, [v - 3 for v in middle], [v + 3 for v in middle])


def _lines() -> Markup:
    lines = [_line("Moscow", "blue", 60), _line("the West", "orange", 48), _line("Beijing", "green", 80)]
    return lines_chart(lines, axes_of(lines, 2022.15, "24 February 2022"), "lines", design.WIDE)


def _series() -> Markup:
    years = [(2018, 0.4), (2019, 0.3), (2020, None), (2021, 0.1), (2022, -0.3), (2023, -0.2)]
    points = [
        Point(str(year), year + 0.5, value, *((value - 0.2, value + 0.2) if value is not None else ()), n=4)
        for year, value in years
    ]
    return panel(frame_of([points], since=2022.15, zero=0.0), points, "series", pole="blue", tongue=Tongue())


def _who_moved() -> Markup:
    parts = [
        DrawnPart("Hungary's own move", -7.5, "−7.5 (−9.9 … −5.1)", "own", -9.9, -5.1),
        DrawnPart("Moscow's own move", -6.6, "−6.6 (−8.0 … −5.2)", "poles", -8.0, -5.2),
        DrawnPart("Which questions were asked", -1.8, "−1.8", "rest"),
        DrawnPart("Not explained", 2.1, "+2.1", "rest"),
    ]
    total = DrawnPart("Observed change", sum(p.value for p in parts), "−13.8", "sum")
    return sum_chart(parts, total, "who moved", design.WIDE, pole="blue")


def _choices() -> Markup:
    kinds = itertools.product(("all", "recurring only"), ("votes", "titles"), ("3 years", "8 years"))
    held = [DrawnChoice(-9.0 + 1.5 * k, names) for k, names in enumerate(kinds)]
    return choices_chart(held, "choices", design.WIDE, pole="blue")


def _ranking() -> Markup:
    bars = [
        ranking.Bar(change=c, low=c - 4, high=c + 4, own=own, pole=c - own)
        for c, own in ((-14, -8), (-7, -1), (-3, 3), (0, 0), (5, 7))
    ]
    axis = ranking.axis_of(bars)
    rows = [ranking.row(bar, axis, "a state", pole="blue") for bar in bars]
    table = Markup("").join(svg.el("tr", svg.el("td", row, class_="bar")) for row in rows)
    return svg.el("div", ranking.head(axis, "axis"), svg.el("table", table, class_="ranking"), class_="drawing")


def _world() -> Markup:
    looks = {"HUN": "away", "BRA": "away", "KAZ": "same", "IND": "towards", "MLI": "towards", "USA": "unsure"}
    tiles = {code: Tile(look, "", code, "/state", 0.9) for code, look in looks.items()}
    return outline_map(tiles, "map", pole="blue")


def _plane() -> Markup:
    places = {"Hungary": (60, 80, -9, 2), "India": (70, 45, 4, -3), "Brazil": (66, 50, -2, 5)}
    tails = [
        Tail(name, [(2014 + k, x + dx * k / 10, y + dy * k / 10) for k in range(11)], name)
        for name, (x, y, dx, dy) in places.items()
    ]
    return plane_chart(tails, ("nearer to Moscow", "nearer to the West"), "plane", design.WIDE, 2022.15)


DRAWINGS: dict[str, Callable[[], Markup]] = {
    "path": _path, "empty": _empty, "tiles": _tiles, "waterfall": _waterfall, "lines": _lines, "series": _series,
    "who moved": _who_moved, "choices": _choices, "ranking": _ranking, "world": _world, "plane": _plane,
}  # fmt: skip


def ink(page: Page) -> list[list[float]]:
    """Return how dark each part of the picture of a page's drawing is, 0 to 1; the browser reads its own PNG."""
    shot = base64.b64encode(page.locator("main > *").screenshot()).decode("ascii")
    found: list[list[float]] = page.evaluate(
        """async ([shot, columns, rows]) => {
            const image = new Image();
            image.src = "data:image/png;base64," + shot;
            await image.decode();
            const canvas = new OffscreenCanvas(columns * 10, rows * 10);
            const context = canvas.getContext("2d");
            context.imageSmoothingQuality = "high";
            context.drawImage(image, 0, 0, columns * 10, rows * 10);
            const grid = Array.from({ length: rows }, () => Array(columns).fill(0));
            const { data } = context.getImageData(0, 0, columns * 10, rows * 10);
            for (let i = 0; i < data.length; i += 4) {
                const at = i / 4, x = at % (columns * 10), y = Math.floor(at / (columns * 10));
                const light = (data[i] * 0.299 + data[i + 1] * 0.587 + data[i + 2] * 0.114) / 255;
                grid[Math.floor(y / 10)][Math.floor(x / 10)] += (1 - light) / 100;
            }
            return grid.map((row) => row.map((v) => Math.round(v * 1000) / 1000));
        }""",
        [shot, COLUMNS, ROWS],
    )
    return found


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_looks_as_it_did(browser: Browser, name: str) -> None:
    style = resources.files("poleward.publishing").joinpath("static/app.css").read_text(encoding="utf-8")
    page = browser.new_page(viewport={"width": 700, "height": 600}, color_scheme="light")
    page.set_content(f"<style>{style}</style>{HATCH}<main>{DRAWINGS[name]()}</main>")
    found = ink(page)
    page.close()
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    if os.environ.get("POLEWARD_REMAKE_PICTURES"):
        KEPT.write_text(json.dumps(kept | {name: found}) + "\n", encoding="utf-8")
        return
    difference = float(np.abs(np.array(found) - np.array(kept[name])).mean())
    assert difference < TOLERANCE
    assert float(np.array(found).std()) > 0.002  # not blank


def test_a_lost_band_is_gross(browser: Browser) -> None:
    kept = np.array(json.loads(KEPT.read_text(encoding="utf-8"))["path"])
    style = resources.files("poleward.publishing").joinpath("static/app.css").read_text(encoding="utf-8")
    page = browser.new_page(viewport={"width": 700, "height": 600}, color_scheme="light")
    page.set_content(f"<style>{style}</style>{HATCH}<main>{_path()}</main>")
    page.evaluate("document.querySelectorAll('polygon.band').forEach((band) => band.remove())")
    found = np.array(ink(page))
    page.close()
    assert float(np.abs(found - kept).mean()) > TOLERANCE
