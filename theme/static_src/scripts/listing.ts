/**
 * The index of the archive answers as one types, with the search's own parts. Without this script its form is sent with
 * a button. Pages and letters are plain links: they lead to another place of the index.
 */

import { whenReleased } from "./search/press";
import { send, sendNothing, whenBusyChanges } from "./search/requests";
import { dontSpeak, goToHeading, show, speakLater, wait } from "./search/results";
import { endTrouble, sayTrouble } from "./search/trouble";
import { whenTyped } from "./search/typing";
import "./search/walking";

const form = document.getElementById("list-form") as HTMLFormElement;
let asked = location.pathname + location.search;
let failed = false;

/** What the form asks for, without what is empty. */
function address(): string {
  const pairs = [...new FormData(form)].map(([name, value]) => [name, `${value}`]).filter(([, value]) => value);
  const query = new URLSearchParams(pairs).toString();
  return form.action.replace(location.origin, "") + (query && `?${query}`);
}

/** Typing replaces the address; a check box and Enter are a step of the history. */
function ask({ step }: { step: boolean }): void {
  const to = address();
  if (to === asked && !failed) return;
  if (step && !failed) history.pushState(null, "", to);
  else history.replaceState(history.state, "", to);
  asked = to;
  dontSpeak();
  const request = {
    address: to,
    now: step,
    restore: false,
    land: (html: string) => whenReleased(() => land(html)),
    fail: (after?: number) => fail(() => send(request), after),
  };
  send(request);
}

function land(html: string): void {
  failed = false;
  if (endTrouble()) goToHeading();
  show(html);
  showLetter();
  speakLater();
}

function fail(again: () => void, after?: number): void {
  failed = true;
  sayTrouble(again, after);
}

/** On a phone the letters are a line that scrolls. */
function showLetter(): void {
  const line = document.querySelector<HTMLElement>(".letters");
  const current = line?.querySelector<HTMLElement>("[aria-current]");
  if (line && current) line.scrollLeft = current.offsetLeft - (line.clientWidth - current.offsetWidth) / 2;
}

showLetter();
whenBusyChanges(wait);
whenTyped(() => ask({ step: false }), () => ask({ step: true }));

form.addEventListener("submit", (event) => {
  event.preventDefault();
  document.getElementById("filters")?.hidePopover?.();
  ask({ step: true });
});

document.addEventListener("change", ({ target }) => {
  if (target instanceof HTMLInputElement && target.form === form && target.type === "checkbox") ask({ step: true });
});

// The boxes of a step are those of its page.
addEventListener("popstate", () => {
  if (location.pathname + location.search !== asked) location.reload();
});
addEventListener("pagehide", sendNothing);
