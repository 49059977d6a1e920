/** What an import left in the tables, for bench/etl.ts: prints a hash of each without ids and moments, or empties them. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { closeDatabase, db } from "@/db/client";
import { etlImports } from "@/db/schema/etl";
import { clearTables, listEverything } from "@/db/test-tables";
import { buildTable } from "@/lib/etl/books-table.fixtures";

const [command, file = "", rows = "0"] = process.argv.slice(2);

if (command === "--write") writeFileSync(file, buildTable(Number(rows), 5));
else if (command === "--clear") await clearTables();
else if (command === "--rows-done")
  console.log((await db.select({ rowsDone: etlImports.rowsDone }).from(etlImports))[0]?.rowsDone ?? 0);
else {
  const hashes = Object.entries(await listEverything()).map(([table, lines]) => [
    table,
    `${lines.length} ${createHash("sha256").update(lines.join("\n")).digest("hex")}`,
  ]);
  console.log(JSON.stringify(Object.fromEntries(hashes)));
}
await closeDatabase();
