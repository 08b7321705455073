// Poleward's own script. Every screen works without it; it adds the drawer, the dropped file and what is live.
"use strict";
document.documentElement.classList.add("js");

const drawer = document.getElementById("drawer");
const drawerBody = document.getElementById("drawer-body");

// Opens a screen of ours in the drawer. The server has escaped its text; scripts in parsed documents do not run.
async function openDrawer(address) {
  const response = await fetch(address, { headers: { accept: "text/html" } });
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
