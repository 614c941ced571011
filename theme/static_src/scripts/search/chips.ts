/**
 * The values of the facets as check boxes, and what hides them as toggle buttons. Without scripts they are links; the
 * address stays in them, so that a click that asks for a new tab, or a copied link, leads where it did.
 *
 * Tab stops at each, as at check boxes everywhere; the arrows, Home and End are shorter ways within a group.
 */

import { isComposing } from "../composing";

const CHIP = "[data-facet]";
const HIDE = "[data-exclude]";

/** Give the links of an answer their roles, before it is shown. */
export function dress(answer: ParentNode): void {
  for (const link of answer.querySelectorAll<HTMLElement>(`a:is(${CHIP}, ${HIDE})`)) {
    link.setAttribute("role", link.matches(CHIP) ? "checkbox" : "button");
    choose(link, link.hasAttribute("data-chosen"));
    // A link has to say in its name that it is chosen.
    if (link.dataset.label) link.setAttribute(link.matches(CHIP) ? "aria-label" : "title", link.dataset.label);
  }
}

export function choose(link: Element | null | undefined, chosen: boolean): void {
  if (!link) return;
  link.toggleAttribute("data-chosen", chosen);
  link.setAttribute(link.matches(CHIP) ? "aria-checked" : "aria-pressed", `${chosen}`);
}

/** Up and down lead from row to row, left and right to the neighbour. */
function neighbour(link: HTMLElement, key: string): HTMLElement | undefined {
  const group = link.closest('[role="group"]');
  const all = [...(group?.querySelectorAll<HTMLElement>(`a:is(${CHIP}, ${HIDE})`) ?? [])].filter(isShown);
  const alike = all.filter((other) => other.matches(CHIP) === link.matches(CHIP));
  switch (key) {
    case "ArrowDown": return alike[alike.indexOf(link) + 1];
    case "ArrowUp": return alike[alike.indexOf(link) - 1];
    case "ArrowRight": return all[all.indexOf(link) + 1];
    case "ArrowLeft": return all[all.indexOf(link) - 1];
    case "Home": return alike[0];
    case "End": return alike.at(-1);
    default: return undefined;
  }
}

function isShown(element: Element): boolean {
  return element.getClientRects().length > 0;
}

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (!(target instanceof HTMLElement && target.matches(`#results a:is(${CHIP}, ${HIDE})`))) return;
  if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const next = neighbour(target, key);
  next?.focus();
  if (key === " " && !event.repeat) target.click();
  if (next || key === " ") event.preventDefault();
});
