/**
 * What the search page does beyond its hx- attributes. These say what asks for what, and without this script htmx still
 * searches as one types; with it, searches are sent and shown here, and htmx does the rest.
 *
 * A search is asked for, answered, and shown. The address is that of the search asked for last.
 */

import { stopAsking } from "./newer/asking";
import { toNewOnes, watchForNewer } from "./newer/notice";
import { OF_THESE_RESULTS, TURNS, address, nameOf, read, without, type Search } from "./search/address";
import { dress } from "./search/chips";
import { forgetPending, mark, searchOf } from "./search/choosing";
import { isMore, toFirstNew } from "./search/more";
import { arrive, goToPlace, isNewStep, keepPlace, placeOfStep, push, replace, replaceNow, replaceSoon } from "./search/places";
import { afterWaiting, forgetWaiting, whenReleased } from "./search/press";
import { send, sendNothing, whenBusyChanges } from "./search/requests";
import { asShown, dontSpeak, goToHeading, layOut, results, show, speakLater, wait } from "./search/results";
import { endTrouble, sayTrouble } from "./search/trouble";
import { box, setWords, whenTyped, words } from "./search/typing";
import "./search/walking";
import { isOn, listenToSettings } from "./settings";

interface How {
  now?: boolean;
  restore?: boolean;
  then?: () => void;
}

const STEPS_KEPT = 20;

let shown = read(location.search);
let asked = shown;
/** The last answer. To show it again takes back what was shown of one that never came. */
let answer = asShown();
/** Answers of the steps of the history, by address. */
const answers = new Map<string, string>();
let failed = false;
/** The address that Enter or a link last made a step of the history. */
let pushed = "";

/** What the words in the box ask for. */
function typed(): Search {
  return { words: words(), chosen: without(asked.chosen, OF_THESE_RESULTS) };
}

function ask(search: Search, { now = false, restore = false, then }: How = {}): void {
  asked = search;
  dontSpeak();
  stopAsking();
  if (now) forgetWaiting();
  const request = {
    address: address(search),
    now,
    restore,
    land: (html: string) => whenReleased(() => {
      layOut(now ? "all" : "screen");
      land(search, html, then);
    }),
    // What it shows again is the last answer, so one that waits comes first.
    fail: (after?: number) => afterWaiting(() => fail(search, again, after)),
  };
  const again = (): void => {
    asked = search;
    send(request);
  };
  send(request);
}

function land(search: Search, html: string, then?: () => void): void {
  shown = search;
  answer = html;
  const isLast = search === asked;
  if (isLast) {
    failed = false;
    forgetPending();
    if (endTrouble()) goToHeading();
  }
  show(html);
  if (!isLast) return;
  watchForNewer(showNewer);
  speakLater();
  then?.();
}

/** Show what holds without the answer that did not come. */
function fail(search: Search, again: () => void, after?: number): void {
  failed = true;
  forgetPending();
  asked = { words: search.words, chosen: shown.chosen };
  show(answer);
  sayTrouble(again, after);
}

/** Leave this step of the history: keep its place and its answer. */
function leave(): void {
  keepPlace(words());
  answers.delete(address(shown));
  answers.set(address(shown), answer);
  for (const first of [...answers.keys()].slice(0, -STEPS_KEPT)) answers.delete(first);
}

function pushStep(search: Search): void {
  replaceNow();
  const to = address(search);
  // Enter twice is one step, and so is what follows a step that failed.
  const isSame = to === pushed && to === location.pathname + location.search;
  if (failed || isSame) {
    replace(to);
  } else {
    leave();
    push(to);
  }
  pushed = to;
}

function askTyped(): void {
  const search = typed();
  if (search.words === asked.words && !failed) {
    // The words are again what they were before the last keys: say what was not said yet.
    if (asked === shown) speakLater();
    return;
  }
  replaceSoon(address(search));
  ask(search);
}

/** Enter, or an emptied box. */
function askStep(): void {
  const search = typed();
  pushStep(search);
  setWords(search.words);
  ask(search, { now: true });
}

function follow(link: Element, path: string): void {
  const search = searchOf(link, path, words(), asked, shown);
  if (isMore(link)) replace(address(search));
  else pushStep(search);
  setWords(search.words);
  mark(link);
  // The list of the orders, if it was opened, has done its work; the filters stay for a second one.
  link.closest<HTMLElement>("#sorts")?.hidePopover?.();
  const then = isMore(link) ? toFirstNew() : goToBeginning;
  ask(search, { now: true, ...(link.closest("[data-more], [data-pages]") && { then }) });
}

function goToBeginning(): void {
  results().scrollIntoView();
  goToHeading();
}

/** The same search again, from its first page: what is new may be there. */
function showNewer(): void {
  const isFromFirst = shown.chosen.includes("first=1") || !shown.chosen.some((pair) => nameOf(pair) === "page");
  const search = { words: shown.words, chosen: isFromFirst ? shown.chosen : without(shown.chosen, TURNS) };
  if (!isFromFirst) pushStep(search);
  ask(search, { now: true, then: toNewOnes(goToBeginning) });
}

function isUnasked(): boolean {
  return isOn("instant") && words() !== asked.words;
}

/** Bring the page up to date after a return to it. */
function refresh(): void {
  if (isUnasked()) askTyped();
  else ask(read(location.search), { restore: true });
}

function goBackOrForward(): void {
  if (!isNewStep()) leave();
  arrive();
  // A place is that of a page whose hits all have their heights.
  layOut("all");
  const search = read(location.search);
  setWords(search.words);
  if (address(search) === address(asked) && !failed) {
    goToPlace();
    return;
  }
  const known = answers.get(address(search));
  ask(search, { now: true, restore: true, ...(!known && { then: goToPlace }) });
  if (!known) return;
  land(search, known, goToPlace);
}

/** Whether the browser took the page from its cache: it may be older than the archive. */
function isFromCache(): boolean {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return entry?.type === "back_forward" && !entry.transferSize;
}

dress(results());
listenToSettings();
whenBusyChanges(wait);
whenTyped(askTyped, askStep);
watchForNewer(showNewer);

// Every search that htmx is about to send. What the page asks for by itself is no search.
document.addEventListener("htmx:confirm", (event) => {
  const { elt, path } = event.detail;
  if (elt.closest("[data-aside]") || !elt.closest("#search-form, #results")) return;
  event.preventDefault();
  if (elt.closest("#results")) follow(elt, path);
  else if (elt !== box()) askStep();
});

document.addEventListener("click", (event) => {
  // htmx takes every click on a link; one that asks for a new tab or window is the browser's.
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) event.stopPropagation();
  // The page may be left before the last words are asked for.
  if (isUnasked()) replace(address(typed()));
  else replaceNow();
  // Safari leaves the keyboard where it was.
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  // The last answer may have given it another address, of which htmx has not heard.
  if (link?.closest("#results")) htmx.process(link);
  if (link?.hash) keepPlace(words());
  if (link?.closest("#results") && document.activeElement !== link) link.focus({ preventScroll: true });
}, { capture: true });

addEventListener("popstate", goBackOrForward);
// A link within the page makes a step too, and not every browser calls that popstate.
addEventListener("hashchange", arrive);

// Not "unload": a browser keeps no page for the way back that listens to it.
addEventListener("pagehide", () => {
  keepPlace(box().value);
  sendNothing();
});
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  layOut("all");
  goToPlace();
  refresh();
});

setWords(placeOfStep()?.words ?? box().value);
goToPlace();
if (isUnasked()) askTyped();
else if (isFromCache()) refresh();
