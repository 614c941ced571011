/** The events of htmx that static/*.js listens to, with the part of their `detail` that it uses. htmx ships no types. */
interface HtmxDetails {
  "htmx:confirm": object;
  "htmx:configRequest": { elt: Element; path: string; parameters: Record<string, string> };
  "htmx:beforeSwap": { serverResponse: string; shouldSwap: boolean; isError: boolean };
  "htmx:beforeHistoryUpdate": { history: { type: "push" | "replace"; path: string } };
  "htmx:afterSwap": { requestConfig?: { elt: Element } };
  "htmx:sendError": object;
  "htmx:timeout": object;
  "htmx:responseError": object;
}
