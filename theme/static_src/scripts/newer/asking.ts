/**
 * Asks from time to time how many articles a search finds now: not while the tab is hidden or the browser has no line,
 * and ever more rarely while the site does not answer.
 */

const EVERY_MS = 20_000;
const MOST_RARELY_MS = 640_000;
const TIMEOUT_MS = 10_000;

let address = "";
let tell = (_total: number): void => undefined;
let askedAt = 0;
let rest = EVERY_MS;
let timer: number | undefined;
let question: AbortController | undefined;

/** Ask at this address; `listener` is told each total. The answer that the page shows counts as the first. */
export function startAsking(path: string, listener: (total: number) => void): void {
  stopAsking();
  address = path;
  tell = (total) => void listener(total);
  askedAt = performance.now();
  plan();
}

export function stopAsking(): void {
  address = "";
  question?.abort();
  question = undefined;
  plan();
}

function plan(): void {
  clearTimeout(timer);
  if (!address || question || document.visibilityState !== "visible" || !navigator.onLine) return;
  timer = setTimeout(() => void ask(), Math.max(0, askedAt + rest - performance.now()));
}

async function ask(): Promise<void> {
  askedAt = performance.now();
  const asking = new AbortController();
  question = asking;
  const limit = setTimeout(() => asking.abort(), TIMEOUT_MS);
  const total = await fetchTotal(address, asking.signal);
  clearTimeout(limit);
  if (question !== asking) return;
  question = undefined;
  rest = total === undefined ? Math.min(rest * 2, MOST_RARELY_MS) : EVERY_MS;
  if (total !== undefined) tell(total);
  plan();
}

/** Return undefined for every other answer: too many questions, a server that is away, a proxy's page. */
async function fetchTotal(path: string, signal: AbortSignal): Promise<number | undefined> {
  try {
    const response = await fetch(path, { signal });
    if (!response.ok) return undefined;
    const { total } = (await response.json()) as { total?: unknown };
    return typeof total === "number" ? total : undefined;
  } catch {
    return undefined;
  }
}

document.addEventListener("visibilitychange", plan);
addEventListener("online", plan);
addEventListener("offline", plan);
