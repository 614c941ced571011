/** Keys of the search page: Escape empties the box, arrows walk between it and the articles found. */

import { isComposing } from "../composing";
import { box } from "./typing";

/** Move by one article; before the first one stands the search box. Return whether there was one. */
function walk(by: number): boolean {
  const places = [box(), ...document.querySelectorAll<HTMLElement>('[data-testid="hit-title"]')];
  const at = places.findIndex((place) => place === document.activeElement);
  const next = at < 0 ? undefined : places[at + by];
  next?.focus();
  return Boolean(next);
}

function clear(): boolean {
  if (!box().value) return false;
  box().value = "";
  box().dispatchEvent(new InputEvent("input", { bubbles: true }));
  return true;
}

function act(event: KeyboardEvent): boolean {
  if (event.key === "ArrowDown") return walk(1);
  if (event.key === "ArrowUp") return walk(-1);
  return event.key === "Escape" && event.target === box() && clear();
}

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (act(event)) event.preventDefault();
});
