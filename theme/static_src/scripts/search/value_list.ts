/** The list of all values of a facet is filtered as one types; without this script its form asks for the page again. */

/** Letters without case and accents. */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

function filter(list: Element, words: string): void {
  const wanted = folded(words);
  const items = [...list.querySelectorAll("li")];
  for (const item of items) item.hidden = !folded(item.querySelector(".chip-name")?.textContent ?? "").includes(wanted);
  const status = list.querySelector("[data-filter-status]");
  const [shown, all] = [items.filter((item) => !item.hidden), items].map(({ length }) => length.toLocaleString("en-GB"));
  const text = `${shown} of ${all}`;
  if (status && status.textContent !== text) status.textContent = text;
}

/** An answer has every value: leave out what a reader has left out, before it is shown. */
export function filterLists(answer: ParentNode): void {
  for (const list of answer.querySelectorAll("[data-filtered]")) {
    const shown = document.getElementById(list.querySelector("[data-filter]")?.id ?? "");
    if (shown instanceof HTMLInputElement) filter(list, shown.value);
  }
}

document.addEventListener("input", ({ target }) => {
  if (!(target instanceof HTMLInputElement && target.matches("[data-filter]"))) return;
  const list = target.closest("[data-filtered]");
  if (list) filter(list, target.value);
});
document.addEventListener("submit", (event) => {
  if (event.target instanceof Element && event.target.matches("[data-filtered] form")) event.preventDefault();
});
