/** Keeps what is typed in this browser, and asks before a page is left that would lose it. */

import { forget, keep, lastSignOut, makeId, nameOf } from "./drafts";
import { article, form, hidden, isUnsaved, values } from "./fields";
import { say } from "./meanwhile";

const PAUSE_MS = 400;
const OWNER = "broadsheet-writing";
const tab = makeId();
let since = lastSignOut();
let timer = 0;
/** Whether this form was sent and nothing was typed since. */
let isSent = false;

/** The page of somebody who was signed out is the answer to a form of this tab, whose owner is known. */
let user = form.dataset.user || ownerOfTab();

function ownerOfTab(): string {
  try {
    return sessionStorage.getItem(OWNER) ?? "";
  } catch {
    return "";
  }
}

function noteOwner(): void {
  try {
    sessionStorage.setItem(OWNER, user);
  } catch {
    // Then a page without a user keeps nothing.
  }
}

export function userOfForm(): string {
  return user;
}

export function wasSent(): boolean {
  return isSent;
}

/** Somebody has signed in or out, here or in another tab. */
export function setUser(name: string): void {
  if (!name) return;
  if (name === user) since = lastSignOut();
  else if (form.dataset.user) return say("Somebody else is signed in now: this text would be saved under that name.");
  user = name;
}

export function keepNow(attempt = ""): void {
  clearTimeout(timer);
  if (!user) return;
  const name = nameOf(user, article(), tab);
  if (!isUnsaved()) return forget(name);
  if (since !== lastSignOut()) {
    forget(name);
    return say("You have signed out. This text is only on this page now: sign in again and save it.");
  }
  const version = hidden("version")?.value ?? "";
  if (keep(name, { at: Date.now(), values: values(), version, attempt, since })) return;
  say("This browser cannot keep your text: save it before you leave the page.");
}

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** A page that listens to this is not kept by the browser for the way back, so only while something is unsaved. */
function listen(): void {
  if (isUnsaved() && !isSent) addEventListener("beforeunload", ask);
  else removeEventListener("beforeunload", ask);
}

/** What the fields hold has changed, or is stored by now. */
export function noteChange(): void {
  isSent = false;
  listen();
  clearTimeout(timer);
  timer = setTimeout(keepNow, PAUSE_MS);
}

function send(event: SubmitEvent): void {
  if (event.submitter?.hasAttribute("data-preview-button")) return;
  if (!navigator.onLine) {
    event.preventDefault();
    keepNow();
    return say("The line is down. Your text is kept in this browser: save again when the line is back.");
  }
  const attempt = makeId();
  const input = hidden("attempt");
  if (input) input.value = attempt;
  keepNow(attempt);
  noteOwner();
  isSent = true;
  listen();
}

export function startKeeping(): void {
  form.addEventListener("input", noteChange);
  form.addEventListener("submit", send);
  addEventListener("pagehide", () => {
    if (!isSent) keepNow();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && !isSent) keepNow();
  });
  listen();
  if (isUnsaved()) keepNow();
}

/** The name under which this form keeps its own text. */
export function ownName(): string {
  return nameOf(user, article(), tab);
}
