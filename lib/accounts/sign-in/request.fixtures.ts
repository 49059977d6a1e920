// Imports nothing: it takes the place of `next/headers`, which what it would import needs itself.

/** The cookies of one browser at our site. */
export const jar = new Map<string, string>();

/** In place of `next/headers`, which knows a request only inside of Next: what a request of this browser brings. */
export const nextHeaders = {
  headers: async () =>
    new Headers({ "x-ridizi-peer": "192.0.2.7", "user-agent": "Mozilla/5.0 (X11; Linux) Firefox/1" }),
  cookies: async () => ({
    getAll: () => [...jar].map(([name, value]) => ({ name, value })),
    set: (name: string, value: string) => jar.set(name, value),
  }),
};
