/** Pages of a shared collection that one visitor may ask for: turning its pages does not reach it, copying does. */
export const SHARED_PAGES = { name: "shared-collection", max: 60, windowMs: 60_000 };
