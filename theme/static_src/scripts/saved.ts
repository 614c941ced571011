/**
 * The page of an article that an editor sees: what was saved need not be kept in this browser any more, and search is
 * asked until readers find it.
 */

import { cleanUp } from "./form/drafts";

interface Freshness {
  found: boolean | null;
  number: number | null;
}

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

async function ask(): Promise<Freshness | undefined> {
  try {
    const answer = await fetch(place?.dataset.freshness ?? "");
    return answer.ok ? ((await answer.json()) as Freshness) : undefined;
  } catch {
    return undefined;
  }
}

async function follow(): Promise<void> {
  const answer = await ask();
  const waited = performance.now() - began;
  if (answer?.found) return say(sentence(answer));
  if (waited > LAST_MS) return say("Readers do not find it yet. Search follows when it can; what you saved is safe.");
  if (waited > SOON_MS) say("Readers do not find it yet.");
  setTimeout(() => void follow(), waited > SOON_MS ? 2_000 : 300);
}

cleanUp();
if (place) void follow();
