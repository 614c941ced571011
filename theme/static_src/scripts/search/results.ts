/** Showing an answer, saying it, and saying that one is awaited. */

import { dress } from "./chips";
import { patch } from "./patch";
import { filterLists } from "./value_list";

const SPOKEN_AFTER_MS = 800;
const LATE_AFTER_MS = 400;
const LAID_OUT_AFTER_MS = 500;

let speech: number | undefined;
let late: number | undefined;
let rest: number | undefined;
/** Noted when it changes: to ask for it lays out the page. */
let isAtTop = true;

export function results(): HTMLElement {
  return document.getElementById("results") as HTMLElement;
}

export function goToHeading(): void {
  document.getElementById("results-heading")?.focus({ preventScroll: true });
}

/** The results as they are, with the title of the page. */
export function asShown(): string {
  return `${document.querySelector("title")?.outerHTML}${results().outerHTML}`;
}

export function show(html: string): void {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById("results");
  if (!fresh) return;
  dress(fresh);
  filterLists(fresh);
  const focused = document.activeElement;
  if (!results().isEqualNode(fresh)) {
    patch(results(), fresh);
    // What asks by itself. A link is given to htmx when it is clicked: to read them all after each key takes as long as
    // the patch.
    for (const asking of results().querySelectorAll("[hx-trigger]")) htmx.process(asking);
  }
  followForms();
  if (document.title !== page.title) document.title = page.title;
  if (focused === document.activeElement || !(focused instanceof HTMLElement)) return;
  // A node that was moved loses the keyboard; one that is gone leads to the heading.
  if (focused.isConnected) focused.focus({ preventScroll: true });
  else goToHeading();
}

/**
 * Lay out all hits of an answer, or only those on the screen: while one types, the others can wait until one stops
 * (articles.css). Only at the top of the page, where nothing is above what is seen.
 */
export function layOut(what: "all" | "screen"): void {
  clearTimeout(rest);
  const isPart = what === "screen" && isAtTop;
  document.documentElement.toggleAttribute("data-typing", isPart);
  if (isPart) rest = setTimeout(layOut, LAID_OUT_AFTER_MS, "all");
}

/** What the head of the page links to, such as the feed, is that of the results too. */
function followForms(): void {
  for (const link of document.head.querySelectorAll<HTMLLinkElement>("link[rel=alternate]")) {
    link.href = results().querySelector<HTMLAnchorElement>(`a[type="${link.type}"]`)?.href ?? link.href;
  }
}

/** Announce the results in the live region once typing has paused. */
export function speakLater(): void {
  clearTimeout(speech);
  speech = setTimeout(() => {
    const region = document.getElementById("search-status");
    const text = results().dataset.status ?? "";
    if (region && region.textContent !== text) region.textContent = text;
  }, SPOKEN_AFTER_MS);
}

export function dontSpeak(): void {
  clearTimeout(speech);
}

/** Only a late answer is said to be awaited: with a quick one the page would flicker. */
export function wait(busy: boolean): void {
  if (busy) {
    late ??= setTimeout(() => results().setAttribute("aria-busy", "true"), LATE_AFTER_MS);
    return;
  }
  clearTimeout(late);
  late = undefined;
  results().removeAttribute("aria-busy");
}

addEventListener("scroll", () => {
  isAtTop = scrollY === 0;
}, { passive: true });
