/** The form of an article. Without this script it saves all the same; with it no text is lost on the way. */

import { startKeeping } from "./form/keeping";
import { startNotes } from "./form/notes";
import { startOffering } from "./form/offer";
import { startAnswering } from "./form/others";
import { form } from "./form/fields";
import { startPreview } from "./form/preview";
import { startAsking } from "./form/state";

const MAC = /Mac|iP(hone|ad|od)/.test(navigator.platform);

document.addEventListener("keydown", (event) => {
  const [command, other] = MAC ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (!command || other || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
  event.preventDefault();
  // Pressed twice, it must not replace the text of somebody else that the first press has just shown.
  if (!("conflict" in form.dataset)) form.requestSubmit(form.querySelector<HTMLElement>("button[type=submit]"));
});

// Not every browser gives the keyboard to what a page names with "autofocus" once it was focused before.
document.querySelector<HTMLElement>("[data-summary]")?.focus();

startKeeping();
startAnswering();
void startOffering();
startAsking();
startNotes();
startPreview();
