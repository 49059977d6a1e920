import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { rowsOf } from "@/db/test-tables";
import { columnsOf } from "./queries";
import { columnName, HELD, PERSON_COLUMNS } from "./rules";
import { HELD_KEYS } from "./schema";

type Row = Record<string, string>;

const tables = HELD.flatMap((held) => held.tables);

/** What a column that holds or names a person is called; see the first test. */
const NAMES_PERSON =
  /(?:^|_)(?:user|owner|reader|author|actor|moderator|uploader|asker|asked|person|member|borrower|lender|recipient)(?:_id|_ref)?$|_by(?:_id)?$|(?:^|_)(?:username|e_?mail|address|device|phone)$/;

/** Who wrote a book, as it says on its cover. */
const OF_BOOKS = new Set(["book_authors.author_id", "books.sort_author"]);

/** Columns of the database that refer to an account, by a key or by what they are called, and that the inventory does not name. */
async function listUnnamed(): Promise<string[]> {
  const keys = await rowsOf<Row>(`select concat(table_name, '.', column_name) as name
    from information_schema.key_column_usage
    where table_schema = database() and referenced_table_name = 'users'`);
  expect(keys.length).toBeGreaterThan(15);
  const columns = await rowsOf<Row>(`select table_name as of, column_name as name
    from information_schema.columns where table_schema = database() and table_name not like '\\_\\_%'`);
  const known = new Set(tables.map(({ table }) => table));
  const called = columns
    .filter(({ of = "", name = "" }) => NAMES_PERSON.test(name) && !known.has(of))
    .map(({ of, name }) => `${of}.${name}`);
  const referring = keys.flatMap(({ name = "" }) => (PERSON_COLUMNS.includes(name) ? [] : name));
  return [...new Set([...referring, ...called])].filter((name) => !OF_BOOKS.has(name)).toSorted();
}

describe("the inventory", () => {
  it("names every column of the database that refers to an account", async () => {
    expect(await listUnnamed()).toEqual([]);
  });

  it("is found to lack a table that comes to hold something on people, and a column of one that it knows", async () => {
    await db.execute(sql.raw("create table loans (id int primary key, lender_id int, address varchar(20))"));
    await db.execute(sql.raw("alter table collections add keeper int, add foreign key (keeper) references users (id)"));
    expect(await listUnnamed()).toEqual(["collections.keeper", "loans.address", "loans.lender_id"]);
    await db.execute(sql.raw("alter table collections drop foreign key collections_ibfk_1, drop keeper"));
    await db.execute(sql.raw("drop table loans"));
    expect(await listUnnamed()).toEqual([]);
  });

  it("would miss none of the names that a new column may have", () => {
    for (const name of ["user_id", "asked_by", "uploader", "made_by", "used_by_id", "lender_id", "email", "actor"])
      expect([name, NAMES_PERSON.test(name)]).toEqual([name, true]);
    for (const name of ["book_id", "authors", "title", "username_taken_at"])
      expect([name, NAMES_PERSON.test(name)]).toEqual([name, false]);
  });

  it("says of every column of its tables whether its reader gets it", () => {
    for (const { table, by, given, withheld } of tables) {
      const all = columnsOf(table).toSorted();
      const told = [...new Set([...given, ...withheld])].toSorted();
      expect([table, by, told]).toEqual([table, by, all]);
    }
  });

  it("hands no secret out", () => {
    for (const { table, given } of tables)
      expect([table, given.filter((name) => /hash|secret|password|token|credential/i.test(name))]).toEqual([table, []]);
  });

  it("says what becomes of rows as the database does it when the account goes", async () => {
    const rules = await rowsOf<Row>(`select concat(k.table_name, '.', k.column_name) as name, r.delete_rule as rule
      from information_schema.key_column_usage k join information_schema.referential_constraints r
        on r.constraint_schema = k.table_schema and r.constraint_name = k.constraint_name and r.table_name = k.table_name
      where k.table_schema = database() and k.referenced_table_name = 'users'`);
    // Pictures go in a step of their own, with their files; the key is only a second lock.
    const byStep = new Set(["covers.user_id", "spare_covers.user_id", "pending_covers.user_id"]);
    for (const { name = "", rule } of rules.filter(({ name }) => !byStep.has(name ?? ""))) {
      const held = tables.find((one) => one.through === undefined && columnName(one) === name);
      expect([name, held?.afterwards]).toEqual([name, rule === "CASCADE" ? "deleted" : "unnamed"]);
    }
  });

  it("has words for each of its things, once", () => {
    expect(HELD.map(({ key }) => key).toSorted()).toEqual([...HELD_KEYS].toSorted());
    for (const { name, what, why, until } of HELD)
      for (const words of [name, what, why, until]) expect(words.length).toBeGreaterThan(5);
  });
});
