/** A search is its words and its other parameters, `name=value` pairs as they stand in the address. */
export interface Search {
  words: string;
  chosen: string[];
}

/** What belongs to the results of some words only; other words start without it. */
export const OF_THESE_RESULTS = ["page", "first", "words", "spelling", "all", "find"];

/** Which of the results are shown: with `first`, the pages from that one to this. */
export const TURNS = ["page", "first"];

export function read(query: string): Search {
  const parameters = new URLSearchParams(query);
  const words = parameters.get("q") ?? "";
  parameters.delete("q");
  return { words, chosen: parameters.toString().split("&").filter(Boolean) };
}

export function address({ words, chosen }: Search): string {
  const query = words ? [new URLSearchParams({ q: words }).toString(), ...chosen] : chosen;
  return location.pathname + (query.length ? `?${query.join("&")}` : "");
}

export function nameOf(pair: string): string {
  return pair.split("=", 1)[0] ?? "";
}

export function without(chosen: string[], names: string[]): string[] {
  return chosen.filter((pair) => !names.includes(nameOf(pair)));
}
