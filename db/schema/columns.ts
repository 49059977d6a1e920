import { sql } from "drizzle-orm";
import { datetime } from "drizzle-orm/mysql-core";

/** A moment in UTC, to the millisecond. DATETIME, not TIMESTAMP: no 2038, and no session time zone that shifts it. */
export const instant = () => datetime({ fsp: 3, mode: "date" });

/** A moment that the database fills in when the row is written. */
export const instantNow = () => instant().notNull().default(sql`(utc_timestamp(3))`);
