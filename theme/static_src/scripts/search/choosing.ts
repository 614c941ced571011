/**
 * What a link among the results asks for.
 *
 * A click may follow a key, or another click, before the answer has come, and the links on the page know nothing of that
 * yet. So a link is read as one change of what is shown, and the change is made to what was asked for last.
 */

import { TURNS, nameOf, read, without, type Search } from "./address";
import { choose } from "./chips";
import { goToHeading } from "./results";

interface Change {
  link: Element;
  added: string[];
  removed: string[];
}

/** Parameters with one value. */
const SINGLE = [...TURNS, "sort", "words", "spelling", "size", "all"];
const ROW = ".results-filters li";

/** What a link presses: that in the line of what is chosen presses the chip, or its "hide", once more. */
function controlOf(link: Element): Element {
  return document.getElementById(link.getAttribute("data-control") ?? "") ?? link;
}

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
  const control = controlOf(link);
  const row = control.closest(ROW);
  if (!row) return change(asked.chosen, added, removed);
  // A second click before the answer takes the first one back.
  const earlier = pending.get(row);
  const before = earlier ? change(asked.chosen, earlier.removed, earlier.added) : asked.chosen;
  pending.delete(row);
  if (earlier?.link === control) return before;
  pending.set(row, { link: control, added, removed });
  return change(before, added, removed);
}

/** Show the new state of a filter before the answer does. */
export function mark(link: Element): void {
  const pressed = controlOf(link);
  const row = pressed.closest(ROW);
  const chip = row?.querySelector("[data-facet]");
  const hide = row?.querySelector("[data-exclude]");
  const isHidden = pressed === hide && !hide.hasAttribute("data-chosen");
  const isChosen = pressed === chip && !chip.hasAttribute("data-chosen");
  choose(chip, isChosen);
  choose(hide, isHidden);
  chip?.toggleAttribute("data-excluded", isHidden);
  const box = chip?.querySelector(".chip-box");
  if (box) box.textContent = isChosen ? "✓" : "";
  if (link.matches(".chosen a")) takeOut(link);
}

/** Take a value out of the line of what is chosen, and lead the keyboard to the next one. */
function takeOut(link: Element): void {
  const links = [...document.querySelectorAll<HTMLElement>(".chosen li:not([hidden]) a[data-control]")];
  const others = links.filter((other) => other !== link);
  const isAll = !others.length || link.hasAttribute("data-clear");
  const out = link.closest<HTMLElement>(isAll ? ".chosen-list" : "li");
  if (document.activeElement === link) {
    if (isAll) goToHeading();
    else others[Math.min(links.indexOf(link as HTMLElement), others.length - 1)]?.focus();
  }
  if (out) out.hidden = true;
}
