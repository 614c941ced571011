/** What a reader has switched off, kept in a cookie. The server writes it into the page: <html data-off="instant keys">. */

type Setting = "instant" | "keys";

const COOKIE = "broadsheet-off";
const YEAR_SECONDS = 365 * 24 * 3600;

/** The cookie and not the page, which may be an older one that the browser has kept for the way back. */
function off(): string[] {
  const value = document.cookie.split("; ").find((cookie) => cookie.startsWith(`${COOKIE}=`));
  return value ? value.slice(COOKIE.length + 1).split(".").filter(Boolean) : [];
}

export function isOn(name: Setting): boolean {
  return !off().includes(name);
}

function controls(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("[data-setting]")];
}

function showSettings(): void {
  document.documentElement.dataset.off = off().join(" ");
  for (const control of controls()) control.checked = !off().includes(control.dataset.setting ?? "");
}

export function listenToSettings(): void {
  document.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement && target.dataset.setting)) return;
    const names = controls().filter((control) => !control.checked).map((control) => control.dataset.setting);
    const age = names.length ? YEAR_SECONDS : 0;
    const secure = location.protocol === "https:" ? "; secure" : "";
    // Without a path it is for this page and what is under it: the whole site, also where that is a path of another.
    document.cookie = `${COOKIE}=${names.join(".")}; max-age=${age}; samesite=lax${secure}`;
    showSettings();
  });
  addEventListener("pageshow", ({ persisted }) => persisted && showSettings());
}
