/**
 * The articles that are chosen, by their ids. They stay chosen in this tab while one searches on, turns the page and
 * opens articles, until something was done to them or the editor clears them.
 */

const STORE = "chosen";
const DONE = "chosen-done";

const MOST_HEARD = 10;

let ids = new Set(read(STORE));

function read(name: string): string[] {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? "[]") as string[];
  } catch {
    return [];
  }
}

function keep(name: string, value: string[]): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Without a store they are chosen on this page only.
  }
}

/** In the order in which they were chosen. */
export function chosen(): string[] {
  return [...ids];
}

export function isChosen(id: string): boolean {
  return ids.has(id);
}

export function choose(some: string[], isOn: boolean): void {
  for (const id of some) {
    if (isOn) ids.add(id);
    else ids.delete(id);
  }
  keep(STORE, chosen());
}

/** Take what another page of this tab has made of it. */
export function readAgain(): void {
  ids = new Set(read(STORE));
}

/** What was done to articles is said by several pages; only the first one ends that these are chosen. */
export function forgetDone(): void {
  for (const { dataset } of document.querySelectorAll<HTMLElement>("[data-done]")) {
    const what = `${dataset.doneAt} ${dataset.done}`;
    const heard = read(DONE);
    if (heard.includes(what)) continue;
    choose((dataset.done ?? "").split(" "), false);
    keep(DONE, [...heard, what].slice(-MOST_HEARD));
  }
}
