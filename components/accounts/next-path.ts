const HERE = "https://ridizi.invalid";

/** Where only a signed-out visitor has business: going back there would lead in a circle. */
const ACCOUNT_PAGES = /^\/(sign-(in|up)|(forgot|reset)-password)(\/|$)/;

/**
 * Where to go after signing in. `next` comes from the address, so from anybody: only a path on this site counts, all
 * else is the fallback. Parsed as browsers parse it, since they read "/\\evil.example" and "/\t/evil.example" as another host.
 */
export function nextPath(next: unknown, fallback = "/"): string {
  if (typeof next !== "string" || !next.startsWith("/")) return fallback;
  const url = URL.canParse(next, HERE) ? new URL(next, HERE) : undefined;
  if (url?.origin !== HERE || ACCOUNT_PAGES.test(url.pathname)) return fallback;
  // "//host" can still come about by normalising "/.//host".
  return url.pathname.startsWith("//") ? fallback : url.pathname + url.search + url.hash;
}

/** The address of signing in or up that leads on to `next`. */
export const accountHref = (page: "sign-in" | "sign-up", next: string): string =>
  next === "/" ? `/${page}` : `/${page}?next=${encodeURIComponent(next)}`;
