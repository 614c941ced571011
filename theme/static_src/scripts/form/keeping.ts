/** Keeps what is typed in this browser, and asks before a page is left that would lose it. */

import { forget, keep, lastSignOut, makeId, nameOf, type Draft } from "./drafts";
import { article, form, hidden, isUnsaved, values } from "./fields";
import { say } from "./meanwhile";

const PAUSE_MS = 400;
const SOMEBODY_ELSE = "Somebody else is signed in now: this text is not saved under that name. Sign in as its writer to save it.";
let tab = makeId();
let since = lastSignOut();
let timer = 0;
/** Whether this form was sent and nothing was typed since. */
let isSent = false;
let isWarned = false;

/** Whose text it is. A form that was sent names its writer also when nobody is signed in any more. */
let user = hidden("writer")?.value ?? "";
let isOfAnother = false;

export function userOfForm(): string {
  return user;
}

export function wasSent(): boolean {
  return isSent;
}

/** Somebody has signed in, here or in another tab; return whether it is the writer. A known writer stays the writer. */
export function setUser(name: string): boolean {
  isOfAnother = Boolean(user) && name !== user;
  if (isOfAnother) {
    say(SOMEBODY_ELSE);
    return false;
  }
  user = name;
  since = lastSignOut();
  const input = hidden("writer");
  if (input) input.value = name;
  return true;
}

function draftNow(attempt = ""): Draft {
  return { at: Date.now(), values: values(), version: hidden("version")?.value ?? "", attempt, since };
}

/** Keep what the form holds, if it is unsaved; return whether it could be. */
export function keepNow(attempt = ""): boolean {
  clearTimeout(timer);
  if (!user) return false;
  const name = ownName();
  if (!isUnsaved()) {
    forget(name);
    return true;
  }
  if (since !== lastSignOut()) {
    forget(name);
    say(isOfAnother ? SOMEBODY_ELSE : "You have signed out. This text is only on this page now: sign in again and save it.");
    return false;
  }
  if (keep(name, draftNow(attempt))) return true;
  say("This browser cannot keep your text: save it before you leave the page.");
  return false;
}

/**
 * Let the form go on under the name of a draft that is kept. Return what it held under its own, if that is unsaved;
 * null, and nothing has changed, if that cannot be kept.
 */
export function changePlaces(kept: string): [string, Draft][] | null {
  const own: [string, Draft] = [ownName(), draftNow()];
  if (!keepNow()) return null;
  tab = kept.split(".")[3] ?? tab;
  return isUnsaved() ? [own] : [];
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
  timer = setTimeout(() => keepNow(), PAUSE_MS);
}

function send(event: SubmitEvent): void {
  if (event.submitter?.hasAttribute("data-preview-button")) return;
  // The browser does not know of a site on this machine, or behind a line that it takes for none.
  if (!navigator.onLine && !isWarned) {
    isWarned = true;
    event.preventDefault();
    keepNow();
    return say("The line is down. Your text is kept in this browser: save again when the line is back, or now all the same.");
  }
  const attempt = makeId();
  const input = hidden("attempt");
  if (input) input.value = attempt;
  keepNow(attempt);
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
