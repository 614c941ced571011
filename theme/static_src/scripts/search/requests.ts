/**
 * The requests of the search page. Two at most are on their way; every answer newer than the one shown is shown.
 *
 * Ours, and not hx-sync of htmx, which knows one request at a time: `replace` shows nothing on a slow line until the
 * reader stops, and `queue last` waits for a request that hangs (docs/decisions/0015).
 */

export interface Request {
  address: string;
  /** Give up what was asked before. */
  now: boolean;
  /** Ask as for a step of the history, which is counted nowhere. */
  restore: boolean;
  land: (html: string) => void;
  /** `after`: the seconds to wait, if the site is up and asks for it. */
  fail: (after?: number) => void;
}

interface Flight {
  started: number;
  controller: AbortController;
}

const AT_ONCE = 2;
/** For how long the newer of two requests may keep the latest words waiting. */
const PATIENCE_MS = 1_000;
const TIMEOUT_MS = 10_000;

/** In the order in which they were sent. */
let flights: Flight[] = [];
let latest: Request | undefined;
let patience: number | undefined;
let onChange = (_busy: boolean): void => undefined;

export function whenBusyChanges(listener: (busy: boolean) => void): void {
  onChange = (busy) => void listener(busy);
}

export function send(request: Request): void {
  if (request.now) giveUp(flights);
  latest = request;
  next();
}

/** Give up everything that is on its way. */
export function sendNothing(): void {
  latest = undefined;
  giveUp(flights);
  next();
}

function giveUp(given: Flight[]): void {
  flights = flights.filter((flight) => !given.includes(flight));
  for (const { controller } of given) controller.abort();
}

function next(): void {
  clearTimeout(patience);
  const newer = flights[AT_ONCE - 1];
  const rest = newer ? newer.started + PATIENCE_MS - performance.now() : 0;
  if (latest && rest > 0) {
    patience = setTimeout(next, rest);
  } else if (latest) {
    if (newer) giveUp([newer]);
    void start(latest);
    latest = undefined;
  }
  onChange(flights.length > 0);
}

async function start(request: Request): Promise<void> {
  const flight = { started: performance.now(), controller: new AbortController() };
  flights.push(flight);
  const limit = setTimeout(() => flight.controller.abort(), TIMEOUT_MS);
  const answer = await fetchResults(request, flight.controller.signal);
  const html = typeof answer === "string" ? answer : undefined;
  clearTimeout(limit);
  const at = flights.indexOf(flight);
  if (at < 0) return;
  const isNewest = at === flights.length - 1 && !latest;
  giveUp(html === undefined ? [flight] : flights.slice(0, at + 1));
  next();
  if (html !== undefined) request.land(html);
  else if (isNewest) request.fail(answer as number | undefined);
}

/**
 * Return the page; the seconds to wait when this was too much for the site (429); undefined for no page, and for one
 * that is not ours, such as a proxy's: it contains no results.
 */
async function fetchResults({ address, restore }: Request, signal: AbortSignal): Promise<string | number | undefined> {
  const headers = { "HX-Request": "true", ...(restore && { "HX-History-Restore-Request": "true" }) };
  try {
    const response = await fetch(address, { headers, signal });
    if (response.status === 429) return Number(response.headers.get("Retry-After")) || 1;
    const html = await response.text();
    return html.includes('id="results"') ? html : undefined;
  } catch {
    return undefined;
  }
}
