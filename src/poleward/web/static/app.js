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
  said.textContent = `Reading ${file.name} …`;
  const response = await fetch("/api/check", {
    method: "POST", body: file, headers: { "content-type": "application/octet-stream", "x-poleward-token": token() },
  });
  if (!response.ok) {
    said.textContent = response.status === 413 ? "This file is too large." : "This file cannot be read.";
    return;
  }
  window.location.href = (await response.json()).address;
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

// The weights of screen two, live: the same arithmetic as in pages/towards.py.
const weights = document.getElementById("weights");
if (weights) {
  const figure = document.getElementById("triangle");
  const live = JSON.parse(figure.dataset.live);
  const channels = ["votes", "words", "deeds"];
  const shares = (closeness, w) => {
    const total = [0, 0, 0];
    for (const channel of Object.keys(closeness)) closeness[channel].forEach((part, i) => { total[i] += w[channel] * part; });
    const whole = total[0] + total[1] + total[2];
    return whole > 0 ? total.map((part) => part / whole) : null;
  };
  const side = 560 - 2 * 46;
  const place = (s) => [46 + side * (s[1] + s[2] / 2), 34 + side * Math.sqrt(3) / 2 * (1 - s[2])];
  const holding = (changes, w) => {
    const known = Object.keys(changes);
    const whole = known.reduce((sum, c) => sum + w[c], 0);
    if (!known.length || !whole) return null;
    const now = known.reduce((sum, c) => sum + w[c] * changes[c], 0) / whole;
    let tried = 0, same = 0;
    const walk = (i, left, sum) => {
      if (i === known.length - 1) {
        tried += 1;
        if ((sum + left * changes[known[i]] > 0) === (now > 0)) same += 1;
        return;
      }
      for (let a = 0; a <= left; a += 1) walk(i + 1, left - a, sum + a * changes[known[i]]);
    };
    walk(0, 10, 0);
    return [now, same / tried];
  };
  const redraw = () => {
    const w = Object.fromEntries(channels.map((c) => [c, Number(document.getElementById(`w-${c}`).value)]));
    for (const c of channels) document.querySelector(`output[for=w-${c}]`).textContent = w[c];
    for (const one of live) {
      const group = figure.querySelector(`g[data-state=${one.state}]`);
      const here = shares(one.now, w);
      const mark = group.querySelector("a");
      if (mark && here) {
        const [x, y] = place(here);
        mark.querySelector("circle").setAttribute("cx", x);
        mark.querySelector("circle").setAttribute("cy", y);
        mark.querySelector("text").setAttribute("x", x + 9);
        mark.querySelector("text").setAttribute("y", y + 4);
      }
      group.querySelectorAll(".cloud").forEach((dot, i) => {
        const s = shares(one.cloud[i], w);
        if (s) { const [x, y] = place(s); dot.setAttribute("cx", x); dot.setAttribute("cy", y); }
      });
      const held = holding(one.changes, w);
      const row = document.querySelector(`tr[data-state=${one.state}]`);
      row.querySelector("[data-verdict]").textContent = held ? (held[0] > 0 ? "closer" : "farther") : "not enough evidence";
      row.querySelector("[data-holds]").textContent = held ? `${Math.round(held[1] * 100)} % of weightings` : "–";
    }
  };
  weights.addEventListener("input", redraw);
}
