import { index, json, mysqlTable, varchar } from "drizzle-orm/mysql-core";
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
    relayedAt: instant(),
  },
  (table) => [index("outbox_waiting").on(table.relayedAt, table.occurredAt)],
);
