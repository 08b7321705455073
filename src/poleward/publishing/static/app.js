// Poleward's own script. Every screen works without it; it adds the drawer, the dropped file and what is live.
"use strict";
document.documentElement.classList.add("js");

const drawer = document.getElementById("drawer");
const drawerBody = document.getElementById("drawer-body");

// Opens a screen of ours in the drawer. The server has escaped its text; scripts in parsed documents do not run.
async function openDrawer(address) {
  let response = await fetch(address, { headers: { accept: "text/html" } });
  while (response.status === 202) {  // it is being computed
    await new Promise((resolve) => setTimeout(resolve, 500));
    response = await fetch(address, { headers: { accept: "text/html" } });
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const content = page.getElementById("content");
  drawerBody.replaceChildren(...(content ? Array.from(content.childNodes) : []));
  const heading = drawerBody.querySelector("h1");
  if (heading) drawer.setAttribute("aria-label", heading.textContent);
  for (const back of drawerBody.querySelectorAll("input[name=back]")) back.value = address;
  if (!drawer.open) drawer.showModal();
  drawer.scrollTop = 0;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-drawer]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const address = link.getAttribute("href") || link.getAttribute("xlink:href");
  event.preventDefault();
  openDrawer(address).catch(() => { window.location.href = address; });
});

function token() {
  return document.querySelector("meta[name=poleward-token]").content;
}

// A page given as a file goes to the server as its bytes, so that its encoding is read there.
async function giveFile(file) {
  const said = document.getElementById("check-said");
  said.textContent = check.dataset.reading;
  const response = await fetch("/api/check", {
    method: "POST", body: file, headers: { "content-type": "application/octet-stream", "x-poleward-token": token() },
  });
  if (!response.ok) {
    said.textContent = response.status === 413 ? check.dataset.large : check.dataset.unread;
    return;
  }
  const address = (await response.json()).address, lang = new URLSearchParams(window.location.search).get("lang");
  window.location.href = lang ? `${address}&lang=${encodeURIComponent(lang)}` : address;
}

const check = document.getElementById("check");
if (check) {
  document.getElementById("page-file").addEventListener("change", (event) => {
    if (event.target.files.length) giveFile(event.target.files[0]);
  });
  for (const kind of ["dragenter", "dragover"]) {
    check.addEventListener(kind, (event) => { event.preventDefault(); check.classList.add("over"); });
  }
  check.addEventListener("dragleave", () => check.classList.remove("over"));
  check.addEventListener("drop", (event) => {
    event.preventDefault();
    check.classList.remove("over");
    if (event.dataTransfer.files.length) giveFile(event.dataTransfer.files[0]);
  });
}

// The time scrubber of the map: the address changes when the hand lets go, the date while it moves.
const scrub = document.getElementById("scrub");
if (scrub) {
  const calls = Array.from(document.querySelectorAll("a[data-call]"));
  const said = document.getElementById("scrub-said");
  scrub.addEventListener("input", () => { said.textContent = calls[scrub.value].textContent; });
  scrub.addEventListener("change", () => { window.location.href = calls[scrub.value].href; });
}

// Weights, live: the same arithmetic as in answers/overall.py.
const weights = document.getElementById("weights");
if (weights) {
  const live = JSON.parse(weights.dataset.live);
  const channels = Array.from(weights.querySelectorAll("input[type=range]"), (one) => one.name);
  // The normal distribution, by Abramowitz and Stegun's 7.1.26: off by less than 2e-7.
  const normal = (z) => {
    const t = 1 / (1 + 0.3275911 * Math.abs(z) / Math.SQRT2);
    const tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-z * z / 2);
    return z > 0 ? 1 - tail / 2 : tail / 2;
  };
  const same = Number(weights.dataset.same), likely = Number(weights.dataset.likely);
  const directions = ["towards", "away", "no change"];
  // The verdict as in answers/overall.py; the shares of weightings come from the server, for each choice of channels.
  const verdict = (one, w) => {
    const known = Object.keys(one.means).filter((c) => w[c] > 0);
    if (!known.length) return null;
    // measures/common_change.py: the channels' own deviations have the scale 0.1, integrated over a grid.
    const mean = known.reduce((sum, c) => sum + w[c], 0) / known.length;
    const grid = Array.from({ length: 41 }, (_, k) => {
      const deviation = 0.01 * k;
      const precision = known.map((c) => w[c] / mean / (Math.max(one.spreads[c], 1e-4) ** 2 + deviation ** 2));
      const total = precision.reduce((sum, p) => sum + p, 0);
      const value = known.reduce((sum, c, i) => sum + precision[i] * one.means[c], 0) / total;
      const misfit = known.reduce((sum, c, i) => sum + precision[i] * (one.means[c] - value) ** 2, 0);
      const log = 0.5 * (precision.reduce((sum, p) => sum + Math.log(p), 0) - Math.log(total) - misfit - (deviation / 0.1) ** 2);
      return { log, value, spread: 1 / Math.sqrt(total) };
    });
    const most = Math.max(...grid.map((g) => g.log));
    const chance = grid.reduce((sum, g) => sum + Math.exp(g.log - most), 0);
    const above = (bound) => grid.reduce((sum, g) => sum + Math.exp(g.log - most) * normal((g.value - bound) / g.spread), 0) / chance;
    const up = above(same), down = 1 - above(-same);
    const options = [up, down, Math.max(0, 1 - up - down)];
    const best = options.indexOf(Math.max(...options));
    return { said: options[best] >= likely ? directions[best] : "not enough evidence", share: one.shares[known.join(",")][best], by: known };
  };
  const said = JSON.parse(weights.dataset.said);
  const share = (p) => (p < 0.01 ? said.under : p > 0.99 ? said.over : said.share.replace("#", Math.round(100 * p)));
  const redraw = () => {
    const w = Object.fromEntries(channels.map((c) => [c, Number(document.getElementById(`w-${c}`).value)]));
    for (const c of channels) document.querySelector(`output[for=w-${c}]`).textContent = w[c];
    for (const one of live) {
      const held = verdict(one, w);
      const row = document.querySelector(`tr[data-state=${one.state}]`);
      row.querySelector("[data-verdict]").textContent = said[held ? held.said : "not enough evidence"];
      row.querySelector("[data-holds]").textContent = held && held.by.length > 1 ? share(held.share) : "–";
      row.querySelector("[data-by]").textContent = held ? held.by.map((c) => said[c]).join(", ") : "–";
    }
  };
  weights.addEventListener("input", redraw);
}

// A ranked list: rows that hold what is typed, and rows in another order. Without this it is a table by rank.
for (const field of document.querySelectorAll("input[data-find]")) {
  const rows = Array.from(document.querySelectorAll(`#${field.dataset.find} tbody tr`));
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.dataset.name.toLowerCase().includes(wanted);
  });
}
for (const button of document.querySelectorAll("button[data-sort]")) {
  button.addEventListener("click", () => {
    const head = button.closest("th"), body = head.closest("table").tBodies[0], key = button.dataset.sort;
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const value = (row) => key === "name" ? row.dataset.name : Number(row.dataset[key]);
    const ordered = Array.from(body.rows).sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      return (typeof x === "string" ? x.localeCompare(y) : x - y) * (down ? -1 : 1);
    });
    body.append(...ordered);
  });
}
