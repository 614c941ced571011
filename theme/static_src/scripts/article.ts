/** An article that was opened from a search: its first match is in view, one key leads to the next, and one back. */

import { isComposing } from "./composing";
import { isOn } from "./settings";

interface Step {
  fromResults?: boolean;
}

const KEYS: Record<string, number> = { n: 1, p: -1 };

const marks = [...document.querySelectorAll<HTMLElement>("mark[id]")];
const back = document.querySelector<HTMLAnchorElement>("[data-back]");
const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
const isNew = entry?.type === "navigate";
let current = 0;

function isBelow(mark: HTMLElement): boolean {
  return mark.getBoundingClientRect().bottom > innerHeight;
}

function say(): void {
  const status = document.querySelector("[data-match-status]");
  if (status) status.textContent = `Match ${current + 1} of ${marks.length}`;
}

function goTo(number: number): void {
  marks[current]?.removeAttribute("aria-current");
  current = (number + marks.length) % marks.length;
  marks[current]?.setAttribute("aria-current", "true");
  marks[current]?.scrollIntoView({ block: "center" });
  say();
}

/** The results are the step before this one. What comes between them later makes steps of its own. */
function noteResults(): void {
  if (!isNew || !back || history.length < 2) return;
  if (document.referrer.split(/[?#]/)[0] !== back.origin + back.pathname) return;
  history.replaceState({ ...(history.state as Step | null), fromResults: true }, "");
}

function arrive(): void {
  const [first] = marks;
  if (!first) return;
  say();
  if (!isNew || location.hash) return;
  let isTouched = false;
  for (const name of ["wheel", "pointerdown", "touchstart", "keydown"]) {
    addEventListener(name, () => void (isTouched = true), { once: true, passive: true });
  }
  const show = (): void => {
    if (!isTouched && (scrollY || isBelow(first))) first.scrollIntoView({ block: "center" });
  };
  show();
  // The page's own face may come later than its text, which then has other lines.
  void document.fonts.ready.then(show);
}

function isPlain(event: KeyboardEvent | MouseEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
}

document.addEventListener("click", (event) => {
  const { target } = event;
  if (!(target instanceof Element)) return;
  const step = target.closest("[data-match-step]")?.getAttribute("data-match-step");
  if (step) goTo(current + Number(step));
  if (!target.closest("[data-back]") || !isPlain(event) || !(history.state as Step | null)?.fromResults) return;
  event.preventDefault();
  history.back();
});

document.addEventListener("keydown", (event) => {
  const step = KEYS[event.key];
  const isText = event.target instanceof Element && event.target.matches("input:not([type=checkbox])");
  if (!step || !marks.length || isText || isComposing(event) || !isPlain(event) || !isOn("keys")) return;
  goTo(current + step);
});

noteResults();
arrive();
