// What htmx leaves to the page: one key, and a few courtesies. Everything works without this file.
(() => {
  "use strict";

  const KEYS = "portal-keys";
  const element = (id) => document.getElementById(id);
  const keysAreOff = () => localStorage.getItem(KEYS) === "off";

  // "/" goes to the search box, unless the reader switched that off or is writing; Escape closes the filters.
  document.addEventListener("keydown", (event) => {
    const filters = element("filters");
    if (event.key === "Escape" && filters?.open) {
      closeFilters(filters);
      return;
    }
    const isWriting = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isWriting || keysAreOff()) return;
    event.preventDefault();
    element("q")?.focus();
    element("q")?.select();
  });

  document.addEventListener("click", (event) => {
    const filters = element("filters");
    if (event.target.closest("#show-results") && filters?.open) {
      event.preventDefault();
      closeFilters(filters);
      element("results")?.scrollIntoView();
    }
    if (event.target.closest("#keys-switch")) {
      localStorage.setItem(KEYS, keysAreOff() ? "on" : "off");
      labelSwitch();
    }
  });

  function closeFilters(filters) {
    filters.open = false;
    filters.querySelector("summary").focus();
  }

  function labelSwitch() {
    const button = element("keys-switch");
    if (!button) return;
    button.hidden = false;
    button.textContent = keysAreOff() ? button.dataset.off : button.dataset.on;
  }

  // The address is the canonical one of what came back, and the same address is never pushed twice.
  // A panel of filters that was open stays open, where it was.
  let panelTop = 0;
  document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
    const address = tasks[0]?.fragment.querySelector("#search-region")?.dataset.address;
    if (ctx.push === "true" && address) ctx.push = address;
    if (ctx.replace === "true" && address) ctx.replace = address;
    if (ctx.push === location.pathname + location.search) [ctx.push, ctx.replace] = [null, ctx.push];

    const filters = element("filters");
    panelTop = element("facets")?.scrollTop ?? 0;
    if (filters?.open) {
      for (const { fragment } of tasks) fragment.querySelector("#filters")?.setAttribute("open", "");
    }
  });

  document.addEventListener("htmx:before:settle", () => {
    if (element("filters")?.open) element("facets").scrollTop = panelTop;
  });

  // While an answer is on its way the region is busy; what it is replaced by is not.
  let newest = null;
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    newest = ctx;
    element("search-region")?.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (ctx === newest) element("search-region")?.removeAttribute("aria-busy");
  });

  // Turning a page takes the focus along, to the top of the new hits.
  let isTurning = false;
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    isTurning = ctx.sourceElement.closest(".pager") !== null;
  });

  document.addEventListener("htmx:after:swap", () => {
    if (isTurning) element("results")?.focus({ preventScroll: true });
    isTurning = false;
    labelSwitch();
  });

  // No answer at all: say so where changes are spoken.
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    const status = element("search-status");
    if (status && ctx && !ctx.response) status.textContent = status.dataset.offline;
  });

  document.addEventListener("DOMContentLoaded", labelSwitch);

  // On paper an address needs its host; where none is configured it is the one of this page.
  window.addEventListener("beforeprint", () => {
    for (const line of document.querySelectorAll(".printed-address")) {
      line.textContent = line.textContent.trim().replace(/(^| )(\/\S*)$/, `$1${location.origin}$2`);
    }
  });
})();
