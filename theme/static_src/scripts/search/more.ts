/** "More" shows the next articles below these. The list grows, so it stays the same step of the history. */

import { box } from "./typing";

export function isMore(link: Element): boolean {
  return link.hasAttribute("data-more");
}

/** Return what leads the keyboard to the first article that is not there yet, unless the reader has begun to type. */
export function toFirstNew(): () => void {
  const titles = (): NodeListOf<HTMLElement> => document.querySelectorAll('[data-testid="hit-title"]');
  const before = titles().length;
  return () => {
    if (document.activeElement !== box()) titles()[before]?.focus();
  };
}
