/** Asks what holds by now: who is signed in, with which token, and which version is stored (catalog/writing/state.py). */

import { form, hidden, isNew, isUnsaved, noteSaved } from "./fields";
import { noteChange, setUser, wasSent } from "./keeping";
import { say } from "./meanwhile";

interface State {
  user: string;
  token: string;
  version?: number | null;
  saved_at?: string | null;
  edit_url?: string;
}

const EVERY_MS = 4 * 60 * 1000;
const SOON_MS = 20 * 1000;

let askedAt = Date.now();

async function ask(): Promise<State | undefined> {
  askedAt = Date.now();
  try {
    const key = hidden("key")?.value;
    const answer = await fetch(`${form.dataset.state}${key ? `?key=${key}` : ""}`, { headers: { Accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as State) : undefined;
  } catch {
    return undefined;
  }
}

/** Take the token of the present sign-in, so that a form that is older than that can still be saved. */
export function noteToken({ user, token }: State): void {
  const input = hidden("csrfmiddlewaretoken");
  if (input && token) input.value = token;
  if (user) {
    if (setUser(user)) say(form.dataset.user ? "" : "You are signed in again: save your text.");
  } else if (form.dataset.user) {
    say("You are signed out. Your text is still here: Save asks you to sign in, and then saves it.");
  }
}

export async function refresh(): Promise<void> {
  const state = await ask();
  if (state) noteToken(state);
}

function atTime(moment: string): string {
  return new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

/** The browser brings the page back as it was left. What it had sent then is the stored version by now. */
async function comeBack(): Promise<void> {
  const sent = wasSent();
  const state = await ask();
  if (!state) return;
  noteToken(state);
  // What was added is changed on its own form: sent again from here, it would be added a second time.
  if (sent && state.edit_url) return location.replace(state.edit_url);
  const version = hidden("version");
  if (isNew() || !version || state.version === undefined || String(state.version) === version.value) return;
  if (state.version === null) return say("This article was deleted while you were away.");
  if (!state.saved_at) return say("Somebody else saved this article while you were away. Save will show you both versions.");
  if (!sent) return say(`You saved this article at ${atTime(state.saved_at)}, in another tab.`);
  version.value = String(state.version);
  noteSaved();
  noteChange();
  say(`You saved this at ${atTime(state.saved_at)}.`);
}

export function startAsking(): void {
  form.addEventListener("input", () => {
    if (Date.now() - askedAt > EVERY_MS) void refresh();
  });
  // Back from another tab, where somebody may have signed in or out.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && isUnsaved() && Date.now() - askedAt > SOON_MS) void refresh();
  });
  addEventListener("focus", () => {
    if (!form.dataset.user) void refresh();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) void comeBack();
  });
}
