/** The search box: what is typed is asked for, once an input method is done with it. */

import { isComposing } from "../composing";
import { isOn } from "../settings";
import { dontSpeak } from "./results";

/** From the first key that was not asked for yet, so that a quick typist sees results before the end. */
const DELAY_MS = 120;
const BY_LETTER = ["deleteContentBackward", "deleteContentForward"];

let delay: number | undefined;
/** The last words in the box; while an input method composes, those before it began. */
let written = "";
let composing = false;

/** The box of the search, or that of the index (scripts/listing.ts). */
export function box(): HTMLInputElement {
  return document.querySelector("#q, #words") as HTMLInputElement;
}

export function words(): string {
  return composing ? written : box().value;
}

export function setWords(words: string): void {
  clearTimeout(delay);
  delay = undefined;
  if (box().value !== words) box().value = words;
  written = words;
}

/** Call `typed` when there are words to ask for, and `emptied` when all that was in the box is gone at once. */
export function whenTyped(typed: () => void, emptied: () => void): void {
  document.addEventListener("input", (event) => {
    if (event.target !== box()) return;
    const { isComposing = false, inputType = "" } = event as InputEvent;
    composing = isComposing;
    if (isOn("instant")) dontSpeak();
    if (composing) return;
    const before = written;
    written = box().value;
    if (!isOn("instant")) return;
    if (before && !written && (before.length > 1 || !BY_LETTER.includes(inputType))) {
      setWords("");
      emptied();
      return;
    }
    delay ??= setTimeout(() => {
      delay = undefined;
      if (!composing) typed();
    }, DELAY_MS);
  });
  // At its end some browsers send no further input.
  document.addEventListener("compositionend", (event) => {
    if (event.target === box()) box().dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
}

// Safari sends the Enter that ends a composition to the form too.
let isCommit = false;
document.addEventListener("keydown", (event) => {
  isCommit = event.key === "Enter" && isComposing(event);
}, { capture: true });
document.addEventListener("submit", (event) => {
  if (isCommit) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else if (event.target === box().form && matchMedia("(pointer: coarse)").matches) {
    // The keyboard of a phone is put away: it covers half of what was asked for.
    box().blur();
  }
}, { capture: true });
