/** What is told beside two fields while one types: how many words the text has, and that a category would be new. */

import { countWords, form } from "./fields";

function noteUnder(field: HTMLElement): HTMLElement {
  const note = document.createElement("p");
  note.className = "small-print field-help";
  field.parentElement?.append(note);
  return note;
}

function field(name: string): HTMLInputElement | HTMLTextAreaElement | null {
  return form.querySelector(`[name="${name}"]`);
}

function asKey(name: string): string {
  return name.trim().replace(/\s+/g, " ").toLowerCase();
}

export function startNotes(): void {
  const [text, category] = [field("content"), field("category")];
  const names = [...document.querySelectorAll<HTMLOptionElement>("#categories option")].map((each) => asKey(each.value));
  const words = text && noteUnder(text);
  const isNew = category && noteUnder(category);
  isNew?.setAttribute("role", "status");
  const tell = ({ type }: { type: string }): void => {
    if (words) {
      const number = countWords(text.value);
      words.textContent = `${number.toLocaleString("en-GB")} word${number === 1 ? "" : "s"}`;
    }
    if (isNew) {
      const typed = category.value.trim();
      // Half a name is not a new one yet, unless the field was left with it.
      const offers = names.some((name) => (type === "input" ? name.startsWith(asKey(typed)) : name === asKey(typed)));
      isNew.textContent = typed && names.length && !offers ? `“${typed}” will be a new category.` : "";
    }
  };
  form.addEventListener("input", tell);
  form.addEventListener("change", tell);
  tell({ type: "load" });
}
