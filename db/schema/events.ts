import { index, json, mysqlTable, tinyint, varchar } from "drizzle-orm/mysql-core";
import { instant, instantNow } from "./columns";

/** Transactional outbox: a command writes its rows and its event together, the relay carries the event on. */
export const outbox = mysqlTable(
  "outbox",
  {
    /** Random, and the id of the jobs that follow: sequential ids would collide with old keys after a reset. */
    id: varchar({ length: 36 }).primaryKey(),
    name: varchar({ length: 80 }).notNull(),
    payload: json().$type<unknown>().notNull(),
    occurredAt: instantNow(),
    /** What a reader waits for is carried on before an import's thousands: the lower comes first. */
    priority: tinyint().notNull().default(10),
    relayedAt: instant(),
    /** This version cannot read it: kept for one that can, out of the way of the others. */
    unreadableAt: instant(),
  },
  (table) => [index("outbox_waiting").on(table.relayedAt, table.unreadableAt, table.priority, table.occurredAt)],
);
