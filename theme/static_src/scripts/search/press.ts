/**
 * A press is a click that has begun. A browser sends no click for a link that is replaced, or only moved, between press
 * and release, so what would change the results waits.
 */

/** From release to click; a touch screen takes longer than a mouse. */
const CLICK_FOLLOWS_MS = 100;

let isHeld = false;
let waiting: (() => void) | undefined;
let release: number | undefined;

/** Do it now, or when the press is over. The later of two replaces the earlier. */
export function whenReleased(act: () => void): void {
  if (isHeld) waiting = act;
  else act();
}

export function forgetWaiting(): void {
  waiting = undefined;
}

function hold({ target }: Event): void {
  if (!(target instanceof Element && target.closest("#results"))) return;
  clearTimeout(release);
  isHeld = true;
}

function letGo(): void {
  isHeld = false;
  const act = waiting;
  waiting = undefined;
  act?.();
}

function letGoIn(ms: number): void {
  clearTimeout(release);
  if (isHeld) release = setTimeout(letGo, ms);
}

function on<Name extends keyof WindowEventMap>(name: Name, listener: (event: WindowEventMap[Name]) => void): void {
  addEventListener(name, listener, { capture: true });
}

on("pointerdown", (event) => event.isPrimary && event.button === 0 && hold(event));
on("keydown", (event) => (event.key === " " || event.key === "Enter") && hold(event));
on("pointerup", () => letGoIn(CLICK_FOLLOWS_MS));
on("keyup", () => letGoIn(CLICK_FOLLOWS_MS));
on("click", () => letGoIn(0));
// A drag, a scroll by touch, a menu, another window: no click will come.
on("pointercancel", () => letGoIn(0));
on("contextmenu", () => letGoIn(0));
on("blur", (event) => event.target === window && letGoIn(0));
on("pointermove", (event) => event.pointerType === "mouse" && !event.buttons && letGoIn(CLICK_FOLLOWS_MS));
