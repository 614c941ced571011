/** What the scripts use of htmx, which ships no types. */
declare const htmx: { process(element: Element): void };

interface DocumentEventMap {
  "htmx:confirm": CustomEvent<{ elt: Element; path: string }>;
}
