/** What has happened while the form was open, in a sentence above it. */

const place = document.querySelector<HTMLElement>("[data-meanwhile]");

export function say(text: string): void {
  if (!place || place.textContent === text) return;
  place.textContent = text;
  place.hidden = !text;
}
