"use strict";
(() => {
  const one = (id) => document.getElementById(id);
  const changes = [...document.querySelectorAll(".change")];
  const sections = [...document.querySelectorAll("main section")];
  const [search, team, risky, all, found, empty] = ["search", "team", "risky", "all", "found", "empty"].map(one);
  const texts = new Map();
  const text = (change) => {
    if (!texts.has(change)) texts.set(change, change.textContent.toLowerCase());
    return texts.get(change);
  };

  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const change of changes) {
      const ofTeam = !team.value || (" " + change.dataset.teams + " ").includes(" " + team.value + " ");
      const visible = ofTeam && (!risky.checked || change.dataset.risks) && words.every((word) => text(change).includes(word));
      change.hidden = !visible;
      shown += visible ? 1 : 0;
    }
    for (const section of sections) section.hidden = !section.querySelector(".change:not([hidden])");
    empty.hidden = shown > 0;
    found.textContent = shown === changes.length ? `${shown} changes` : `${shown} of ${changes.length} changes`;
  };

  const step = (by) => {
    const visible = changes.filter((change) => !change.hidden).map((change) => change.querySelector("summary"));
    if (!visible.length) return;
    const at = visible.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : visible.length - 1) : Math.min(Math.max(at + by, 0), visible.length - 1);
    visible[next].focus();
  };

  search.addEventListener("input", show);
  team.addEventListener("change", show);
  risky.addEventListener("change", show);
  all.addEventListener("click", () => {
    const open = all.getAttribute("aria-pressed") !== "true";
    all.setAttribute("aria-pressed", String(open));
    all.textContent = open ? "Close all" : "Open all";
    for (const change of changes) if (!change.hidden) change.open = open;
  });
  for (const node of document.querySelectorAll("svg a")) {
    node.addEventListener("click", (event) => {
      event.preventDefault();
      search.value = node.dataset.name;
      show();
      one("changes").scrollIntoView();
      search.focus({ preventScroll: true });
    });
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && search.value) {
      search.value = "";
      show();
    } else if (typing) {
      return;
    } else if (event.key === "/") {
      event.preventDefault();
      search.focus();
    } else if (event.key === "j") {
      step(1);
    } else if (event.key === "k") {
      step(-1);
    }
  });
  one("tools").hidden = false;
  show();
})();
