/** Keys of every page: / and Ctrl-K (Cmd-K on a Mac) go to the search box, or to the page that has it. */

import { isComposing } from "./composing";
import { isOn } from "./settings";

const MAC = /Mac|iP(hone|ad|od)/.test(navigator.platform);

function takesText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** Whether leaving the page would lose what was written in a form. */
function isWriting(): boolean {
  const forms = [...document.forms].filter((form) => form.method === "post");
  return forms.flatMap((form) => [...form.elements]).some((field) => {
    if (field instanceof HTMLSelectElement) {
      return [...field.options].some((option) => option.value && option.selected !== option.defaultSelected);
    }
    const isText = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
    return isText && field.value !== field.defaultValue;
  });
}

function asksForTheBox(event: KeyboardEvent): boolean {
  const [command, other] = MAC ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (other || event.altKey) return false;
  if (command) return event.key.toLowerCase() === "k" && !event.shiftKey;
  return event.key === "/" && isOn("keys") && !takesText(event.target);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || isComposing(event) || !asksForTheBox(event)) return;
  const box = document.getElementById("q");
  if (box instanceof HTMLInputElement) {
    box.focus();
    box.select();
  } else if (isWriting()) {
    return;
  } else {
    document.querySelector<HTMLElement>("[data-search-page]")?.click();
  }
  event.preventDefault();
});
