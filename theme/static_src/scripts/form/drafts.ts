/**
 * Texts that this browser keeps until they are saved: for one user and one article, a week at most, until the sign-out.
 *
 * Each form that is open keeps its own, so two tabs take nothing from each other. The server says by cookies which
 * attempts to save succeeded, and when somebody signed out (catalog/writing/saves.py, catalog/writing/sign_outs.py).
 */

import type { Values } from "./fields";

export interface Draft {
  at: number;
  values: Values;
  /** The version of the article on which it is based; "" for a new one. */
  version: string;
  /** The attempt to save it that was made last. */
  attempt: string;
  /** The sign-out before it. */
  since: string;
}

const PREFIX = "broadsheet-draft.";
const KEPT_MS = 7 * 24 * 3600 * 1000;

export function cookie(name: string): string {
  const found = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? "";
}

/** Changes with each sign-out in this browser. */
export function lastSignOut(): string {
  return cookie("broadsheet-signed-out");
}

export function makeId(): string {
  return `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`.padEnd(8, "0");
}

export function nameOf(user: string, article: string, tab: string): string {
  return `${PREFIX}${user}.${article}.${tab}`;
}

/** Every draft, of every user: what is told of them is for their owner only. */
function* all(): Generator<[string, Draft]> {
  for (const name of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
    try {
      yield [name, JSON.parse(localStorage.getItem(name) ?? "") as Draft];
    } catch {
      localStorage.removeItem(name);
    }
  }
}

/** Keep a text; false if the browser has no room, or keeps nothing. */
export function keep(name: string, draft: Draft): boolean {
  try {
    localStorage.setItem(name, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // Then nothing was kept either.
  }
}

/** Forget what is too old, what was saved, and what was kept before somebody signed out. */
export function cleanUp(): void {
  const saved = cookie("broadsheet-saved").split(".");
  try {
    for (const [name, draft] of all()) {
      const isOver = !(Date.now() - draft.at < KEPT_MS) || draft.since !== lastSignOut();
      if (isOver || (draft.attempt && saved.includes(draft.attempt))) localStorage.removeItem(name);
    }
  } catch {
    // A browser that keeps nothing.
  }
}

/** The drafts of a user for an article, the newest first. */
export function draftsOf(user: string, article: string): [string, Draft][] {
  try {
    const start = `${PREFIX}${user}.${article}`;
    const found = [...all()].filter(([name]) => name.startsWith(start));
    return found.sort(([, one], [, other]) => other.at - one.at);
  } catch {
    return [];
  }
}
