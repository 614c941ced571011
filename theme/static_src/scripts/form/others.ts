/**
 * The forms that are open now in other tabs of this browser: their texts are not lost, and are theirs.
 *
 * They are asked, because no time stamp tells a form that is open and still from one whose browser was ended.
 */

import { ownName } from "./keeping";

const ANSWER_MS = 300;
const QUESTION = "who is open?";

let channel: BroadcastChannel | undefined;
const open = new Set<string>();

function listen(): void {
  channel = new BroadcastChannel("broadsheet-writing");
  channel.addEventListener("message", ({ data }: MessageEvent<string>) => {
    if (data === QUESTION) channel?.postMessage(ownName());
    else open.add(data);
  });
}

/** Answer other forms, while this page is shown: with an open channel some browsers keep no page for the way back. */
export function startAnswering(): void {
  listen();
  addEventListener("pagehide", () => channel?.close());
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) listen();
  });
}

/** Return the names of the drafts of the forms that are open elsewhere. */
export async function openElsewhere(): Promise<Set<string>> {
  open.clear();
  channel?.postMessage(QUESTION);
  await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
  return open;
}
