// @ts-check
"use strict";

/** Keys of the search page: / goes to the box, Escape empties it, arrows walk between the box and the articles found. */

(() => {
  function box() {
    return /** @type {HTMLInputElement} */ (document.getElementById("q"));
  }

  function titles() {
    return /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-testid="hit-title"]')]);
  }

  /** @param {EventTarget | null} target */
  function takesText(target) {
    return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
  }

  function clear() {
    box().value = "";
    box().dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  /** Move by one article; before the first one stands the search box. @param {number} step @param {Element | null} from */
  function walk(step, from) {
    const places = [box(), ...titles()];
    const at = places.findIndex((place) => place === from);
    const next = at < 0 ? undefined : places[at + step];
    next?.focus();
    return Boolean(next);
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !takesText(event.target)) {
      box().focus();
      box().select();
    } else if (event.key === "Escape" && event.target === box() && box().value) {
      clear();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!walk(event.key === "ArrowDown" ? 1 : -1, document.activeElement)) return;
    } else {
      return;
    }
    event.preventDefault();
  });
})();
