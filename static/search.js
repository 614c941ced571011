// @ts-check
"use strict";

/**
 * What the search page does beyond its hx- attributes. Without this file the page still searches as one types.
 *
 * htmx aborts an older request when a newer one starts, so a stale answer never lands. But a click may follow a
 * key (or another click) before the answer has arrived, and the links on the page know nothing of that yet. So
 * each request here is the last one REQUESTED with the one change that the control makes.
 */

(() => {
  const SPOKEN_AFTER_MS = 800;
  const TROUBLE = "The search could not be reached. These results may be out of date; press Enter to try again.";

  /** The parameters of the last request, answered or not: `name=value` pairs, without the words. @type {string[]} */
  let requested = pairs(location.search);
  let requestedWords = words();
  let failed = false;
  /** The address that Enter or a link last made a step of the history. */
  let pushed = "";
  /** @type {number | undefined} */
  let speech;

  /** @param {string} id @returns {HTMLElement | null} */
  function byId(id) {
    return document.getElementById(id);
  }

  function box() {
    return /** @type {HTMLInputElement} */ (byId("q"));
  }

  function words() {
    return box().value;
  }

  /** @param {string} search @returns {string[]} */
  function pairs(search) {
    const parameters = new URLSearchParams(search);
    parameters.delete("q");
    return parameters.toString().split("&").filter(Boolean);
  }

  /** @param {string[]} list @param {string} name */
  function without(list, name) {
    return list.filter((pair) => !pair.startsWith(`${name}=`));
  }

  /** The parameters to request now: those of the last request with what this element changes. @param {Element} element @param {string} path */
  function parametersFor(element, path) {
    if (!element.closest("#results")) return ["page", "words", "spelling", "all", "find"].reduce(without, requested);
    // A filter whose answer has not arrived is cleared with those that are shown.
    const cleared = element.getAttribute("data-clear");
    if (cleared) return [...cleared.split(" "), "page"].reduce(without, requested);
    const shown = pairs(location.search);
    const linked = pairs(new URL(path, location.href).search);
    const kept = requested.filter((pair) => linked.includes(pair) || !shown.includes(pair));
    const all = [...kept, ...linked.filter((pair) => !shown.includes(pair) && !kept.includes(pair))];
    // A page number of results that were never shown means nothing.
    const unseen = requested.join("&") !== shown.join("&") || words() !== (new URLSearchParams(location.search).get("q") ?? "");
    return unseen ? without(all, "page") : all;
  }

  /** @param {string[]} list */
  function address(list) {
    const query = words() ? [new URLSearchParams({ q: words() }).toString(), ...list] : list;
    return location.pathname + (query.length ? `?${query.join("&")}` : "");
  }

  /** @param {string} text */
  function trouble(text) {
    failed = Boolean(text);
    const note = byId("search-trouble");
    if (note && note.textContent !== text) note.textContent = text;
  }

  /** Announce the result in the live region once typing has paused. */
  function speakLater() {
    clearTimeout(speech);
    speech = setTimeout(() => {
      const [region, results] = [byId("search-status"), byId("results")];
      const text = results?.dataset.status ?? "";
      if (region && region.textContent !== text) region.textContent = text;
    }, SPOKEN_AFTER_MS);
  }

  /**
   * Listen to an event of htmx, but not for requests that the page makes by itself: they are no searches.
   *
   * @template {keyof HtmxDetails} Name
   * @param {Name} name
   * @param {(event: CustomEvent<HtmxDetails[Name]>) => void} handler
   */
  function on(name, handler) {
    document.addEventListener(name, (event) => {
      const aside = event.target instanceof Element && event.target.closest("[data-aside]");
      if (!aside) handler(/** @type {CustomEvent} */ (event));
    });
  }

  // The delay after a key may end when Enter has requested the same already; a second request would abort that answer.
  on("htmx:confirm", (event) => {
    const same = words() === requestedWords && without(requested, "page").join("&") === requested.join("&");
    if (event.target === box() && same && !failed) event.preventDefault();
  });

  on("htmx:configRequest", ({ detail }) => {
    requested = parametersFor(detail.elt, detail.path);
    requestedWords = words();
    detail.path = address(requested);
    detail.parameters = {};
  });

  // Only the site's own error page contains results to show; a proxy's does not.
  on("htmx:beforeSwap", ({ detail }) => {
    const ours = detail.serverResponse.includes('id="results"');
    detail.shouldSwap = ours;
    detail.isError = !ours;
  });

  // Enter twice is one step of the history.
  on("htmx:beforeHistoryUpdate", ({ detail: { history } }) => {
    if (history.type !== "push") return;
    if (history.path === pushed && pushed === location.pathname + location.search) history.type = "replace";
    pushed = history.path;
  });

  on("htmx:afterSwap", ({ detail }) => {
    trouble("");
    speakLater();
    // htmx finds the focused link again by its id. A page just turned, or a link that is gone, leads to the heading.
    const asker = detail.requestConfig?.elt;
    const lost = asker !== box() && document.activeElement === document.body;
    if (lost || asker?.closest("[data-pages]")) byId("results-heading")?.focus({ preventScroll: true });
  });

  on("htmx:sendError", () => trouble(TROUBLE));
  on("htmx:timeout", () => trouble(TROUBLE));
  on("htmx:responseError", () => trouble(TROUBLE));

  // While an input method composes, its letters are not words yet. At its end some browsers send no further input.
  document.addEventListener("input", (event) => {
    if (event.target !== box()) return;
    clearTimeout(speech);
    if (/** @type {InputEvent} */ (event).isComposing) event.stopImmediatePropagation();
    else speakLater();
  }, { capture: true });
  document.addEventListener("compositionend", (event) => {
    if (event.target === box()) box().dispatchEvent(new InputEvent("input", { bubbles: true }));
  });

  /** Letters without case and accents. @param {string} text */
  function folded(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
  }

  // The list of all values of a facet is filtered here; without this script its form asks for the page again.
  document.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLInputElement && target.matches("[data-filter]"))) return;
    const list = target.closest("[data-filtered]");
    const items = /** @type {HTMLElement[]} */ ([...(list?.querySelectorAll("li") ?? [])]);
    const wanted = folded(target.value);
    for (const item of items) item.hidden = !folded(item.querySelector(".chip-name")?.textContent ?? "").includes(wanted);
    const status = list?.querySelector("[data-filter-status]");
    if (status) status.textContent = `${items.filter((item) => !item.hidden).length} of ${items.length}`;
  });
  document.addEventListener("submit", (event) => {
    if (event.target instanceof Element && event.target.matches("[data-filtered] form")) event.preventDefault();
  });

  // htmx takes every click on a link; one that asks for a new tab or window is the browser's.
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) event.stopPropagation();
  }, { capture: true });
})();
