/**
 * The page of an article that an editor sees: what was saved need not be kept in this browser any more, and search is
 * asked until readers find it.
 */

import { cleanUp } from "./form/drafts";

interface Freshness {
  /** null: search does not answer. */
  found: boolean | null;
  number: number | null;
}

const SIGNED_OUT = 403;
const SOON_MS = 2_000;
const LAST_MS = 30_000;

const place = document.querySelector<HTMLElement>("[data-freshness]");
const began = performance.now();

function say(text: string): void {
  if (place && place.textContent !== text) place.textContent = text;
}

function sentence({ number }: Freshness): string {
  if (number === null) return "Readers find it now, though not among the first ten for its title.";
  return `Readers find it now: number ${number} for its title.`;
}

/** Return undefined for one who is not signed in any more: no later answer will be another. */
async function ask(): Promise<Freshness | undefined> {
  const unknown = { found: null, number: null };
  try {
    const answer = await fetch(place?.dataset.freshness ?? "");
    if (answer.status === SIGNED_OUT) return undefined;
    return answer.ok ? ((await answer.json()) as Freshness) : unknown;
  } catch {
    return unknown;
  }
}

async function follow(): Promise<void> {
  const answer = await ask();
  const waited = performance.now() - began;
  if (!answer) return say("");
  if (answer.found) return say(sentence(answer));
  const yet = answer.found === null ? "Search does not answer now." : "Readers do not find it yet.";
  if (waited > LAST_MS) return say(`${yet} Search follows when it can; what you saved is safe.`);
  if (waited > SOON_MS) say(yet);
  setTimeout(() => void follow(), waited > SOON_MS ? 2_000 : 300);
}

cleanUp();
if (place) void follow();
