/** The preview beside the form, or under it on a narrow page, where its button opens it. */

import { form, hidden, values } from "./fields";
import { refresh } from "./state";

const PAUSE_MS = 500;
const WIDE = matchMedia("(width >= 900px)");

const pane = document.querySelector<HTMLElement>("#preview");
const button = form.querySelector<HTMLButtonElement>("[data-preview-button]");
let isOpen = false;
let timer = 0;
let isAsking = false;
let isStale = true;

function trouble(text: string): void {
  const place = pane?.querySelector<HTMLElement>("[data-preview-trouble]");
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
}

async function load(): Promise<void> {
  if (!pane || pane.hidden || isAsking || !isStale) return;
  const page = pane.querySelector("[data-preview-page]")!;
  if (!Object.values(values()).some(Boolean)) return page.replaceChildren();
  isAsking = true;
  isStale = false;
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !name.startsWith("sign-in-") && name !== "csrfmiddlewaretoken") body.set(name, value);
  }
  const token = hidden("csrfmiddlewaretoken")?.value ?? "";
  try {
    const answer = await fetch(pane.dataset.preview ?? "", { method: "POST", body, headers: { "X-CSRFToken": token } });
    if (answer.ok) {
      page.innerHTML = await answer.text();
      trouble("");
    } else {
      trouble("There is no preview at the moment.");
      if (answer.status === 403) void refresh();
    }
  } catch {
    trouble(`There is no preview ${navigator.onLine ? "at the moment" : "while the line is down"}.`);
  }
  isAsking = false;
  if (isStale) later();
}

function later(): void {
  isStale = true;
  clearTimeout(timer);
  timer = setTimeout(() => void load(), PAUSE_MS);
}

function arrange(): void {
  if (!pane || !button) return;
  // Nobody is signed in: there is no preview.
  const isFor = Boolean(form.dataset.user);
  pane.hidden = !isFor || (!WIDE.matches && !isOpen);
  button.hidden = !isFor || WIDE.matches;
  button.setAttribute("aria-expanded", String(!pane.hidden));
  void load();
}

export function startPreview(): void {
  if (!pane || !button) return;
  isOpen = !pane.hidden;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    isOpen = !isOpen;
    arrange();
    if (isOpen) pane.scrollIntoView();
  });
  form.addEventListener("input", later);
  WIDE.addEventListener("change", arrange);
  arrange();
}
