/** Offers a text that was not saved: "You have unsaved text of 14:05". */

import { cleanUp, draftsOf, forget, type Draft } from "./drafts";
import { article, countWords, fields, fill, firstValues, form, hidden, isNew, isSame, labelOf, values } from "./fields";
import { changePlaces, keepNow, ownName, userOfForm } from "./keeping";
import { say } from "./meanwhile";
import { openElsewhere } from "./others";

const place = document.querySelector<HTMLElement>("[data-kept]");
const name = place?.querySelector("[data-kept-name]");
const difference = place?.querySelector("[data-kept-difference]");

let offered: [string, Draft][] = [];
let isChoosing = false;

function when(at: number): string {
  const date = new Date(at);
  const time = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (date.toDateString() === new Date().toDateString()) return time;
  return `${time} on ${date.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}`;
}

function plural(number: number, word: string): string {
  return `${number.toLocaleString("en-GB")} ${word}${number === 1 ? "" : "s"}`;
}

/** How a draft differs from what is stored, as the page came with it. */
function differenceOf(draft: Draft): string {
  const stored = firstValues();
  const kept = countWords(draft.values.content ?? "");
  const title = draft.values.title?.trim();
  if (isNew()) return `${title ? `“${title}”` : "Without a title"}, ${plural(kept, "word")}.`;
  const changed = fields.filter((field) => field.value !== (draft.values[field.name] ?? ""));
  const more = kept - countWords(stored.content ?? "");
  const length = more ? `${plural(Math.abs(more), "word")} ${more > 0 ? "more" : "fewer"} than` : "as many words as";
  const names = changed.map((field) => labelOf(field.name)).join(", ");
  const newer = draft.version === hidden("version")?.value
    ? ""
    : " The article was saved since: Save will show you both versions.";
  return `It has ${length} the saved version. Different: ${names}.${newer}`;
}

function show(): void {
  const first = offered[0];
  if (!place || !name || !difference) return;
  place.hidden = !first;
  if (!first) return;
  name.textContent = `You have unsaved text of ${when(first[1].at)}`;
  difference.textContent = differenceOf(first[1]);
}

/** Return the draft that is shown, if no other tab has taken it meanwhile; no second press counts until that is known. */
async function choose(): Promise<[string, Draft] | undefined> {
  const first = offered[0];
  if (!first || isChoosing) return undefined;
  isChoosing = true;
  const isTaken = (await openElsewhere()).has(first[0]);
  isChoosing = false;
  if (!isTaken) return first;
  offered.shift();
  show();
  say("This text is open in another tab by now.");
  return undefined;
}

async function restore(): Promise<void> {
  const [kept, draft] = (await choose()) ?? [];
  if (!kept || !draft) return;
  const replaced = changePlaces(kept);
  if (!replaced) return say("This browser has no room for both texts: save or copy the one below first.");
  // What the form held is offered in turn, so nothing is lost by Restore.
  offered = [...offered.slice(1), ...replaced];
  const [version, key] = [hidden("version"), hidden("key")];
  if (version) version.value = draft.version;
  // A new article keeps the id that it would have had: if it was added after all, it is not added twice.
  if (key) key.value = kept.split(".")[2]?.replace("new-", "") || key.value;
  fill(draft.values);
  keepNow();
  show();
  document.getElementById("id_content")?.focus();
}

async function discard(): Promise<void> {
  const [kept] = (await choose()) ?? [];
  if (!kept) return;
  offered.shift();
  forget(kept);
  show();
  document.getElementById("id_title")?.focus();
}

function keptDrafts(): [string, Draft][] {
  const user = userOfForm();
  return user ? draftsOf(user, isNew() ? "new-" : `${article()}.`) : [];
}

export async function startOffering(): Promise<void> {
  cleanUp();
  if (!place) return;
  const came = values();
  // What was sent and came back is on this page, at once: it may be saved before the others have answered.
  for (const [kept, draft] of keptDrafts()) {
    if (kept !== ownName() && draft.attempt && isSame(draft.values, came)) forget(kept);
  }
  const open = keptDrafts().length ? await openElsewhere() : new Set<string>();
  for (const [kept, draft] of keptDrafts()) {
    if (kept === ownName() || open.has(kept)) continue;
    // The page has it: the answer to a form that was refused, or what was saved although nobody was told.
    if (isSame(draft.values, came) || isSame(draft.values, firstValues())) forget(kept);
    else if (form.dataset.user) offered.push([kept, draft]); // else nobody is signed in, or somebody else
  }
  place.querySelector("[data-restore]")?.addEventListener("click", () => void restore());
  place.querySelector("[data-discard]")?.addEventListener("click", () => void discard());
  place.dataset.kept = "looked";
  show();
}
