/**
 * What the results wait for: the end of a press, and the letter that was typed last.
 *
 * A press is a click that has begun. A browser sends no click for a link that is replaced, or only moved, between press
 * and release, so what would change the results waits.
 *
 * A letter is drawn with the next frame, which the work for an answer must not hold up. So an answer that comes between
 * two letters of a quick typist is shown right after the second, when there is the most time, or when none has followed.
 */

/** From release to click; a touch screen takes longer than a mouse. */
const CLICK_FOLLOWS_MS = 100;
/** After a letter was drawn the next one is not to be expected yet. */
const NONE_YET_MS = 20;
/** Typing has paused: a quick typist needs less from letter to letter. */
const PAUSE_MS = 150;

let isHeld = false;
let isDrawing = false;
let typedAt = -Infinity;
let drawnAt = -Infinity;
let pause: number | undefined;
let waiting: (() => void) | undefined;
let release: number | undefined;

/** Do it now, or when nothing has to be waited for. The later of two replaces the earlier. */
export function whenReleased(act: () => void): void {
  waiting = act;
  goOn();
}

/** As whenReleased, but what waits already is done before it. */
export function afterWaiting(act: () => void): void {
  const first = waiting;
  whenReleased(() => {
    first?.();
    act();
  });
}

function goOn(): void {
  if (isHeld || isDrawing || !waiting) return;
  const now = performance.now();
  const rest = typedAt + PAUSE_MS - now;
  clearTimeout(pause);
  if (rest > 0 && now > drawnAt + NONE_YET_MS && !document.hidden) {
    pause = setTimeout(goOn, rest);
    return;
  }
  const act = waiting;
  waiting = undefined;
  act();
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
  goOn();
}

function letGoIn(ms: number): void {
  clearTimeout(release);
  if (isHeld) release = setTimeout(letGo, ms);
}

function on<Name extends keyof WindowEventMap>(name: Name, listener: (event: WindowEventMap[Name]) => void): void {
  addEventListener(name, listener, { capture: true });
}

/** Until a frame was drawn after this. A page that is hidden draws none. */
function draw({ type }: Event): void {
  if (type === "input") typedAt = performance.now();
  if (isDrawing || document.hidden) return;
  isDrawing = true;
  requestAnimationFrame(() => setTimeout(() => {
    isDrawing = false;
    drawnAt = performance.now();
    goOn();
  }));
}

on("keydown", draw);
on("input", draw);
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
