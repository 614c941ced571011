/** Each step of the history keeps its place: where the page was scrolled to, where the keyboard was, what was in the box. */

interface Place {
  top: number;
  focus: string;
  words: string;
}

const STORE = "places";
const MOST = 50;
/** From the last key. For the browser a new address is more work than all the rest of an answer. */
const REPLACED_AFTER_MS = 300;

history.scrollRestoration = "manual";
let step = stepOfEntry();

function stepInHistory(): string | undefined {
  return (history.state as { step?: string } | null)?.step;
}

/** Whether the browser has made a step by itself, for a link within the page. */
export function isNewStep(): boolean {
  return !stepInHistory();
}

/** The step of this entry of the history; an entry without one gets one. */
function stepOfEntry(): string {
  const step = stepInHistory();
  if (step) return step;
  const made = newStep();
  history.replaceState({ step: made }, "");
  return made;
}

function newStep(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
}

function kept(): [string, Place][] {
  try {
    return JSON.parse(sessionStorage.getItem(STORE) ?? "[]") as [string, Place][];
  } catch {
    return [];
  }
}

/** Keep the place of this step. */
export function keepPlace(words: string): void {
  const place = { top: scrollY, focus: document.activeElement?.id ?? "", words };
  const others = kept().filter(([name]) => name !== step);
  try {
    sessionStorage.setItem(STORE, JSON.stringify([...others, [step, place]].slice(-MOST)));
  } catch {
    // Without a store, or with a full one, a step begins at its top.
  }
}

export function placeOfStep(): Place | undefined {
  return kept().find(([name]) => name === step)?.[1];
}

export function goToPlace(): void {
  const place = placeOfStep();
  if (!place) return;
  scrollTo(0, place.top);
  document.getElementById(place.focus)?.focus({ preventScroll: true });
}

let soon: { address: string; timer: number } | undefined;

/** Begin a new step. */
export function push(address: string): void {
  step = newStep();
  history.pushState({ step }, "", address);
}

export function replace(address: string): void {
  clearTimeout(soon?.timer);
  soon = undefined;
  if (address !== location.pathname + location.search) history.replaceState({ step }, "", address);
}

/** As replace, when typing pauses. */
export function replaceSoon(address: string): void {
  clearTimeout(soon?.timer);
  soon = { address, timer: setTimeout(replaceNow, REPLACED_AFTER_MS) };
}

/** Do what was left for later: this step may be left. */
export function replaceNow(): void {
  if (soon) replace(soon.address);
}

/** Take the step to which the reader went back or forward. */
export function arrive(): void {
  clearTimeout(soon?.timer);
  soon = undefined;
  step = stepOfEntry();
}

// Ways to leave that come before any event of the history: Alt and an arrow, a button of the mouse, another window.
for (const name of ["pointerdown", "blur", "pagehide"]) addEventListener(name, replaceNow, { capture: true });
addEventListener("keydown", ({ altKey, ctrlKey, metaKey }) => {
  if (altKey || ctrlKey || metaKey) replaceNow();
}, { capture: true });
