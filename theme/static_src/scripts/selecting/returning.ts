/** The form of an article leads back to its hit (`#hit-…`), which then stands where it stood, and has the keyboard. */

const STORE = "edited";

interface Way {
  id: string;
  top: number;
}

function keep(link: Element): void {
  const title = link.closest(".hit")?.querySelector('[data-testid="hit-title"]');
  if (!title) return;
  const way: Way = { id: title.id, top: title.getBoundingClientRect().top };
  try {
    sessionStorage.setItem(STORE, JSON.stringify(way));
  } catch {
    // Then the browser scrolls to the hit in its own way.
  }
}

function kept(id: string): Way | undefined {
  try {
    const way = JSON.parse(sessionStorage.getItem(STORE) ?? "null") as Way | null;
    return way?.id === id ? way : undefined;
  } catch {
    return undefined;
  }
}

function arrive(): void {
  const title = document.getElementById(location.hash.slice(1));
  const way = title && kept(title.id);
  if (!title || !way) return;
  const put = (): void => scrollBy(0, title.getBoundingClientRect().top - way.top);
  let isTouched = false;
  for (const name of ["wheel", "pointerdown", "touchstart", "keydown"]) {
    addEventListener(name, () => void (isTouched = true), { once: true, passive: true });
  }
  title.focus({ preventScroll: true });
  put();
  // Until the page has loaded, its font too, the browser goes to the hit again and again.
  addEventListener("load", () => {
    void document.fonts.ready.then(() => setTimeout(() => {
      if (!isTouched) put();
    }));
  });
}

export function startReturning(): void {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (entry?.type === "navigate" && location.hash.startsWith("#hit-")) arrive();
  document.addEventListener("click", ({ target }) => {
    const link = target instanceof Element ? target.closest("[data-edit]") : null;
    if (link) keep(link);
  });
}
