/** The list of all values of a facet is filtered as one types; without this script its form asks for the page again. */

/** Letters without case and accents. */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

function filter(list: Element): void {
  const wanted = folded(list.querySelector<HTMLInputElement>("[data-filter]")?.value ?? "");
  const items = [...list.querySelectorAll("li")];
  for (const item of items) item.hidden = !folded(item.querySelector(".chip-name")?.textContent ?? "").includes(wanted);
  const status = list.querySelector("[data-filter-status]");
  const [shown, all] = [items.filter((item) => !item.hidden), items].map(({ length }) => length.toLocaleString("en-GB"));
  const text = `${shown} of ${all}`;
  if (status && status.textContent !== text) status.textContent = text;
}

/** An answer shows every value again. */
export function filterLists(): void {
  for (const list of document.querySelectorAll("[data-filtered]")) filter(list);
}

document.addEventListener("input", ({ target }) => {
  const list = target instanceof Element && target.matches("[data-filter]") && target.closest("[data-filtered]");
  if (list) filter(list);
});
document.addEventListener("submit", (event) => {
  if (event.target instanceof Element && event.target.matches("[data-filtered] form")) event.preventDefault();
});
