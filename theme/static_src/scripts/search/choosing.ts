/**
 * What a link among the results asks for.
 *
 * A click may follow a key, or another click, before the answer has come, and the links on the page know nothing of that
 * yet. So a link is read as one change of what is shown, and the change is made to what was asked for last.
 */

import { TURNS, nameOf, read, without, type Search } from "./address";

interface Change {
  link: Element;
  added: string[];
  removed: string[];
}

/** Parameters with one value. */
const SINGLE = [...TURNS, "sort", "words", "spelling", "size", "all"];
const ROW = ".results-filters li";

/** The changes that wait for their answer, by the row of the filter. */
const pending = new Map<Element, Change>();

export function forgetPending(): void {
  pending.clear();
}

function change(chosen: string[], added: string[], removed: string[]): string[] {
  const replaced = added.map(nameOf).filter((name) => SINGLE.includes(name));
  const kept = without(chosen, replaced).filter((pair) => !removed.includes(pair));
  return [...kept, ...added.filter((pair) => !kept.includes(pair))];
}

/** The search of a link: `path` is its address, `words` are in the box. */
export function searchOf(link: Element, path: string, words: string, asked: Search, shown: Search): Search {
  const cleared = link.getAttribute("data-clear");
  if (cleared) return { words, chosen: without(asked.chosen, [...cleared.split(" "), ...TURNS]) };
  const linked = read(new URL(path, location.href).search);
  // A search of its own, such as a better spelling.
  if (linked.words !== shown.words) return linked;
  const chosen = chosenWith(link, linked, asked, shown);
  // A page number of results that were never shown means nothing.
  const [before, now] = [shown, asked].map((search) => without(search.chosen, TURNS).join("&"));
  const isTurn = words === shown.words && before === now && linked.chosen.some((pair) => nameOf(pair) === "page");
  return { words, chosen: isTurn ? chosen : without(chosen, TURNS) };
}

function chosenWith(link: Element, linked: Search, asked: Search, shown: Search): string[] {
  const added = linked.chosen.filter((pair) => !shown.chosen.includes(pair));
  const removed = shown.chosen.filter((pair) => !linked.chosen.includes(pair));
  const row = link.closest(ROW);
  if (!row) return change(asked.chosen, added, removed);
  // A second click before the answer takes the first one back.
  const earlier = pending.get(row);
  const before = earlier ? change(asked.chosen, earlier.removed, earlier.added) : asked.chosen;
  pending.delete(row);
  if (earlier?.link === link) return before;
  pending.set(row, { link, added, removed });
  return change(before, added, removed);
}

/** Show the new state of a filter before the answer does. */
export function mark(link: Element): void {
  const row = link.closest(ROW);
  const name = row?.querySelector("a:not([data-exclude])");
  const not = row?.querySelector("[data-exclude]");
  if (!name) return;
  const wasExcluded = name.hasAttribute("data-excluded");
  const isExcluded = link === not && !wasExcluded;
  const isChosen = link === name && !wasExcluded && !name.hasAttribute("aria-current");
  setCurrent(name, isChosen);
  setCurrent(not, isExcluded);
  name.toggleAttribute("data-excluded", isExcluded);
  const box = name.querySelector(".chip-box");
  if (box) box.textContent = isChosen ? "✓" : "";
}

function setCurrent(link: Element | null | undefined, current: boolean): void {
  if (current) link?.setAttribute("aria-current", "true");
  else link?.removeAttribute("aria-current");
}
