/** "2 new articles match: show", above the results. The next answer takes it away: the server's page has an empty place. */

import { goToHeading } from "../search/results";
import { startAsking } from "./asking";

const TITLES = '[data-testid="hit-title"]';

/** The largest number that was said of these results. */
let said = 0;

/** Watch for what is new since the answer that is shown; `show` is called when the reader asks for it. */
export function watchForNewer(show: () => void): void {
  const { newer, total } = document.getElementById("newer")?.dataset ?? {};
  said = 0;
  if (newer) startAsking(newer, (now) => offer(now - Number(total), newer, show));
}

function offer(more: number, path: string, show: () => void): void {
  const place = document.getElementById("newer");
  if (!place) return;
  if (more <= 0) {
    const hadKeyboard = place.contains(document.activeElement);
    place.replaceChildren();
    if (hadKeyboard) goToHeading();
    return;
  }
  const text = sentence(more, path);
  const button = place.querySelector("button") ?? makeButton(place, show);
  const label = `${text}: show`;
  if (button.textContent !== label) button.textContent = label;
  if (more > said) say(`${text}.`);
  said = Math.max(said, more);
}

/** A page without words and filters has nothing to match. */
function sentence(more: number, path: string): string {
  const number = more.toLocaleString("en-GB");
  const [noun, verb] = more === 1 ? ["article", "matches"] : ["articles", "match"];
  return path.includes("?") ? `${number} new ${noun} ${verb}` : `${number} new ${noun}`;
}

function makeButton(place: HTMLElement, show: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.addEventListener("click", () => void show());
  place.replaceChildren(button);
  return button;
}

function say(text: string): void {
  const region = document.getElementById("search-status");
  if (region) region.textContent = text;
}

/** Return what leads the keyboard to the first article that is not on the page yet; `otherwise` if none is shown. */
export function toNewOnes(otherwise: () => void): () => void {
  const titles = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(TITLES)];
  const before = new Set(titles().map(({ id }) => id));
  return () => {
    const first = titles().find(({ id }) => !before.has(id));
    if (first) first.focus();
    else otherwise();
  };
}
