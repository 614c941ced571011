/** Says that a search could not be reached, or was too much for the site, with a button, and tries again by itself. */

const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 60_000;

let retry: (() => void) | undefined;
let timer: number | undefined;
let delay = FIRST_RETRY_MS;

function note(): HTMLElement {
  return document.getElementById("search-trouble") as HTMLElement;
}

function sentence(after?: number): string {
  if (after) return "The archive is very busy. These results may be out of date; the search is tried again in a moment.";
  return navigator.onLine
    ? "The search could not be reached. These results may be out of date."
    : "You are offline, and the search could not be reached. It is tried again when the line is back.";
}

function tryAgain(): void {
  if (document.visibilityState === "visible") retry?.();
}

function tryLater(): void {
  delay = Math.min(delay * 2, LAST_RETRY_MS);
  tryAgain();
}

/** `after`: in how many seconds the site wants to be asked again. */
export function sayTrouble(again: () => void, after?: number): void {
  retry = again;
  clearTimeout(timer);
  timer = setTimeout(tryLater, after ? after * 1_000 : delay);
  // Said anew only when it says something new.
  if (note().firstChild?.textContent === sentence(after)) return;
  const [text, button] = [document.createElement("p"), document.createElement("button")];
  text.textContent = sentence(after);
  button.textContent = "Try again";
  button.type = "button";
  button.addEventListener("click", tryAgain);
  note().replaceChildren(text, button);
  stayInSight();
}

/** Return whether the keyboard was on the button. */
export function endTrouble(): boolean {
  clearTimeout(timer);
  retry = undefined;
  delay = FIRST_RETRY_MS;
  const hadKeyboard = note().contains(document.activeElement);
  note().replaceChildren();
  return hadKeyboard;
}

/** The keyboard of a phone covers the bottom of the page without making the page smaller. */
function stayInSight(): void {
  if (!visualViewport) return;
  const covered = document.documentElement.clientHeight - visualViewport.offsetTop - visualViewport.height;
  note().style.marginBottom = `${Math.max(0, Math.round(covered))}px`;
}

visualViewport?.addEventListener("resize", stayInSight);
visualViewport?.addEventListener("scroll", stayInSight);
addEventListener("online", tryAgain);
document.addEventListener("visibilitychange", tryAgain);
