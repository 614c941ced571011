/** The check boxes of the hits, and the bar that says how many are chosen and what can be done with them. */

import { choose, chosen, isChosen, readAgain } from "./chosen";

const BOXES = "#results input[form=selection]";

let form: HTMLFormElement;

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>(BOXES)];
}

function all(): HTMLInputElement | null {
  return form.querySelector("[data-select-all]");
}

function isSelecting(): boolean {
  return document.documentElement.hasAttribute("data-selecting");
}

function setSelecting(isOn: boolean): void {
  document.documentElement.toggleAttribute("data-selecting", isOn);
}

function sentence(number: number, elsewhere: number, most: number): string {
  if (number > most) return `${number} selected; at most ${most} at once`;
  return `${number} selected${elsewhere ? `, ${elsewhere} not on this page` : ""}`;
}

/** Show what is chosen, after every answer too: a hit that comes again is still chosen. */
function show(): void {
  const here = boxes();
  for (const box of here) box.checked = isChosen(box.value);
  const number = chosen().length;
  const ticked = here.filter((box) => box.checked).length;
  const most = Number(form.dataset.most);
  const box = all();
  if (box) {
    box.checked = ticked > 0 && ticked === here.length;
    box.indeterminate = ticked > 0 && ticked < here.length;
    box.disabled = !here.length;
  }
  const count = form.querySelector("[data-selection-count]");
  const text = sentence(number, number - ticked, most);
  if (count && count.textContent !== text) count.textContent = text;
  for (const button of form.querySelectorAll<HTMLButtonElement>("button[type=submit]")) {
    button.disabled = !number || number > most;
  }
  const clear = form.querySelector("button[type=reset]");
  const name = number ? "Clear" : "Done";
  if (clear && clear.textContent !== name) clear.textContent = name;
}

function begin(): void {
  setSelecting(true);
  show();
  boxes()[0]?.focus();
}

function end(): void {
  choose(chosen(), false);
  setSelecting(false);
  show();
  document.querySelector<HTMLElement>("[data-select]")?.focus();
}

/** Send what is chosen on other pages too, and come back to the results as they are now. */
function complete({ formData }: FormDataEvent): void {
  formData.delete("article");
  for (const id of chosen()) formData.append("article", id);
  formData.set("next", location.pathname + location.search);
}

function change({ target }: Event): void {
  if (!(target instanceof HTMLInputElement) || target.form !== form) return;
  if (target === all()) choose(boxes().map((box) => box.value), target.checked);
  else choose([target.value], target.checked);
  show();
}

export function startBar(): void {
  const [found, results] = [document.querySelector<HTMLFormElement>("#selection"), document.getElementById("results")];
  if (!found || !results) return;
  form = found;
  document.addEventListener("change", change);
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("[data-select]")) begin();
  });
  form.addEventListener("formdata", complete);
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    end();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) readAgain();
    setSelecting(isSelecting() || chosen().length > 0);
    show();
  });
  new MutationObserver(show).observe(results, { childList: true, subtree: true });
}
