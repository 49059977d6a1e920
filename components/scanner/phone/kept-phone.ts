/** In this tab only: the link is for one round of scanning. */
const KEY = "ridizi:phone";

/** The page that this tab scans for; null where it is a scanner of its own. */
export function recallPhoneToken(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off: the link holds until the page is left
  }
}

/** Keeps the way to the page over a reload. */
export function keepPhone(token: string): void {
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // See above.
  }
}

/** This tab scans for itself again. */
export function forgetPhone(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // See above.
  }
}
