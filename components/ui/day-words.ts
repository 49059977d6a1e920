/** A day of a calendar is the same everywhere, and what the server says of a moment is what the browser says: in UTC. */
const shortly = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
const fully = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

const momentOf = (day: Date | string): Date => (day instanceof Date ? day : new Date(`${day}T00:00:00Z`));

/** "9 Sept 2024", of a day ("2024-09-09") or of the day in which a moment lies. */
export const sayDay = (day: Date | string): string => shortly.format(momentOf(day));

/** "9 September 2024", where there is room for it. */
export const sayFullDay = (day: Date | string): string => fully.format(momentOf(day));
