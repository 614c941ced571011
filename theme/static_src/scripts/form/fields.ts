/** The form of an article that is open: its fields, and whether they hold what is not saved. */

export type Values = Record<string, string>;
type Field = HTMLInputElement | HTMLTextAreaElement;

export const form = document.querySelector<HTMLFormElement>("form[data-writing]")!;

/** What an editor writes: neither the hidden inputs nor the fields of a sign-in. */
export const fields = [...form.elements].filter((element): element is Field => {
  const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
  return isField && element.type !== "hidden" && !element.name.startsWith("sign-in-");
});

export function hidden(name: string): HTMLInputElement | null {
  return form.querySelector<HTMLInputElement>(`input[type=hidden][name="${name}"]`);
}

/** Which article is written: its id, or the one that a new article will have. */
export function article(): string {
  return form.dataset.writing || `new-${hidden("key")?.value ?? ""}`;
}

export function isNew(): boolean {
  return !form.dataset.writing;
}

export function values(): Values {
  return Object.fromEntries(fields.map((field) => [field.name, field.value]));
}

/** The values with which the page came, as the browser writes them: it has its own way to write a date. */
let first: Values = Object.fromEntries(fields.map((field) => {
  const twin = field.cloneNode() as Field;
  twin.value = field.defaultValue;
  return [field.name, twin.value];
}));

export function firstValues(): Values {
  return first;
}

export function isSame(one: Values, other: Values): boolean {
  return fields.every(({ name }) => (one[name] ?? "") === (other[name] ?? ""));
}

export function isUnsaved(): boolean {
  return "unsaved" in form.dataset || !isSame(values(), firstValues());
}

/** What the fields hold is stored by now. */
export function noteSaved(): void {
  delete form.dataset.unsaved;
  first = values();
}

export function fill(filled: Values): void {
  for (const field of fields) {
    field.value = filled[field.name] ?? "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function labelOf(name: string): string {
  const label = form.querySelector(`label[for="id_${name}"]`);
  return (label?.firstChild?.textContent ?? name).trim();
}

export function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}
