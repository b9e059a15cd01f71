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

  // Suggestions beneath the search box: a combobox as soon as it is used. Without an answer there are none.
  const REST_MS = 150;
  const suggesting = { timer: 0, asking: null, active: -1 };
  const options = () => [...(element("suggestions")?.children ?? [])];

  function equip(box) {
    if (box.getAttribute("role") === "combobox") return;
    const list = document.createElement("ul");
    list.id = "suggestions";
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.form.dataset.called);
    const said = document.createElement("p");
    said.id = "suggestions-said";
    said.className = "visually-hidden";
    said.setAttribute("aria-live", "polite");
    box.form.append(list, said);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("aria-expanded", "false");
  }

  function closeSuggestions() {
    clearTimeout(suggesting.timer);
    suggesting.asking?.abort();
    const [box, list] = [element("q"), element("suggestions")];
    if (!list) return;
    list.hidden = true;
    list.replaceChildren();
    element("suggestions-said").textContent = "";
    box.setAttribute("aria-expanded", "false");
    activate(-1);
  }

  function activate(number) {
    suggesting.active = number;
    options().forEach((option, place) => option.setAttribute("aria-selected", String(place === number)));
    const option = options()[number];
    if (option) element("q").setAttribute("aria-activedescendant", option.id);
    else element("q")?.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  async function suggest(box) {
    suggesting.asking?.abort();
    const text = box.value.trim();
    if (!text) return closeSuggestions();
    const asking = (suggesting.asking = new AbortController());
    let items;
    try {
      const answer = await fetch(`${box.form.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: asking.signal });
      items = answer.ok ? (await answer.json()).items : [];
    } catch {
      return; // cancelled by what was typed next, or no answer: the form works as ever
    }
    if (asking.signal.aborted || document.activeElement !== box) return;
    if (items.length) showSuggestions(box, items);
    else closeSuggestions();
  }

  function showSuggestions(box, items) {
    const { dataset } = box.form;
    element("suggestions").replaceChildren(...items.map((item, place) => optionOf(item, place, dataset)));
    element("suggestions").hidden = false;
    box.setAttribute("aria-expanded", "true");
    activate(-1);
    element("suggestions-said").textContent =
      items.length === 1 ? dataset.one : dataset.many.replace("{}", String(items.length));
  }

  function optionOf(item, place, words) {
    const option = document.createElement("li");
    option.id = `suggestion-${place + 1}`;
    option.dataset.href = item.href;
    option.setAttribute("role", "option");
    const label = document.createElement("span");
    label.className = "label";
    label.append(isolated(item.label));
    if (item.found_by) label.append(" – ", isolated(item.found_by));
    const kind = document.createElement("span");
    kind.className = "kind";
    kind.textContent = words[item.kind] + (item.count ? ` · ${item.count.toLocaleString(document.documentElement.lang)}` : "");
    option.append(label, " ", kind);
    return option;
  }

  function isolated(text) {
    const part = document.createElement("bdi");
    part.textContent = text;
    return part;
  }

  document.addEventListener("focusin", ({ target }) => {
    if (target.id === "q" && target.form?.dataset.suggest) equip(target);
  });

  document.addEventListener("focusout", ({ target }) => {
    if (target.id === "q") closeSuggestions();
  });

  document.addEventListener("input", ({ target }) => {
    if (target.id !== "q" || target.getAttribute("role") !== "combobox") return;
    clearTimeout(suggesting.timer);
    suggesting.timer = setTimeout(suggest, REST_MS, target);
  });

  // Before htmx hears of it: Enter on a suggestion goes there, and is no search.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.target.id !== "q" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const count = options().length;
      if (event.key === "Enter") {
        const chosen = options()[suggesting.active]?.dataset.href;
        closeSuggestions();
        if (!chosen) return;
        event.preventDefault();
        location.assign(chosen);
      } else if (event.key === "Escape" && count) {
        event.preventDefault();
        event.stopPropagation();
        closeSuggestions();
      } else if (event.key === "ArrowDown" && !count) {
        if (event.target.getAttribute("role") === "combobox") suggest(event.target);
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
        event.preventDefault();
        // One place more than there are options: the box itself.
        const step = event.key === "ArrowDown" ? 1 : -1;
        activate(((suggesting.active + 1 + step + count + 1) % (count + 1)) - 1);
      }
    },
    true,
  );

  // Pressing keeps the focus in the box, so that the list is still there to be clicked.
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest("#suggestions")) event.preventDefault();
  });
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("#suggestions")) event.preventDefault();
  });
  document.addEventListener("click", ({ target }) => {
    const chosen = target.closest("#suggestions [data-href]")?.dataset.href;
    if (chosen) location.assign(chosen);
  });
  document.addEventListener("submit", ({ target }) => {
    if (target.id === "search-form") closeSuggestions();
  });

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
