import { eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildCollectionBook, buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { books } from "@/db/schema/catalog";
import type { Actor } from "@/lib/accounts/schema";
import { beginSession } from "@/lib/accounts/sessions/commands";
import { signToken } from "@/lib/accounts/tokens/adapters/jwt";
import { makePlace, ownCopy } from "@/lib/copies/copies.fixtures";
import {
  type ApiAnswer,
  type ApiInput,
  createJudge,
  type Document,
  inputsOf,
  type Known,
  operationsOf,
} from "@/lib/platform/api/input.fixtures";
import { env } from "@/lib/platform/env";
import { changeTags } from "@/lib/tags/commands";
import { callApi } from "./call.fixtures";
import { openApiDocument } from "./operations";

// Every operation with what it takes and with what it does not, by a visitor, a reader and an admin: what is found goes on
// with the seed that it names, as E2E_SEED=… E2E_RUNS=200.

const SEED = Number(process.env.E2E_SEED ?? 8);
const RUNS = Number(process.env.E2E_RUNS ?? 12);

const document = JSON.parse(openApiDocument()) as Document;
const judge = createJudge(document);

let reader: Actor;
let admin: Actor;
let known: Known;

beforeAll(async () => {
  env().rateLimitFactor = 100_000;
  reader = await buildUser();
  admin = await buildUser({ role: "admin" });
  const made = [await buildBook(), await buildBook()];
  const { id } = await buildCollection({ ownerId: reader.id });
  const rows = await db.select({ id: books.id }).from(books).limit(2);
  for (const { id: bookId } of rows) await buildCollectionBook({ collectionId: id, bookId });
  const tagged = await changeTags(reader, { books: made.map(({ isbn }) => isbn), add: ["sea"], remove: [] });
  known = {
    ...{ isbn: made.map(({ isbn }) => isbn), username: [reader.username, admin.username] },
    ...{ id: [String(id)], collection_id: [id], collectionId: [id] },
    ...{ copy_id: [await ownCopy(reader, made[0]?.isbn ?? "")], place_id: [await makePlace(reader, "Shelf"), null] },
    ...{ book_id: rows.map((row) => row.id), tag_id: tagged.ok ? tagged.tags.map((tag) => tag.id) : [] },
  };
});

// Roles change here too.
beforeEach(async () => {
  for (const { id, role } of [reader, admin]) await db.update(users).set({ role }).where(eq(users.id, id));
});

/** A new token for each call: some of the calls end the session that makes them. */
async function headersOf(actor: Actor | null): Promise<Record<string, string>> {
  if (!actor) return {};
  const { id: sessionId } = await beginSession(actor.id, { kind: "token", device: "test", address: "192.0.2.1" });
  return { authorization: `Bearer ${await signToken({ userId: actor.id, sessionId }, new Date())}` };
}

async function call(method: string, { address, headers, body }: ApiInput, actor: Actor | null): Promise<ApiAnswer> {
  const response = await callApi(method as "GET", address, {
    body: body?.text,
    headers: { ...(await headersOf(actor)), ...headers, ...(body && { "content-type": body.type }) },
  });
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

it("would be told of an answer that is not as the document says", () => {
  const operation = operationsOf(document).find(({ operationId }) => operationId === "library.create_collection");
  if (!operation) throw new Error("there is no such operation");
  const of = (status: number, answer: unknown) =>
    judge(operation, { status, type: "application/json", text: JSON.stringify(answer) });
  expect(of(201, { id: 1, name: "Sea", icon: "🌊" })).toBeUndefined();
  expect(of(201, { id: 1, name: "Sea" })).toMatch(/icon/);
  expect(of(201, { id: 1, name: "Sea", icon: "🌊", secret: 1 })).toMatch(/additional/);
  expect(of(404, { error: "Gone." })).toMatch(/code/);
  expect(of(200, {})).toMatch(/not in the document/);
  expect(of(500, { error: "x", code: "unexpected", requestId: "x" })).toMatch(/^500/);
});

describe("as the document says", () => {
  it.each(operationsOf(document).map((operation) => [operation.operationId, operation] as const))(
    "%s answers",
    async (_, operation) => {
      const callers = [null, reader, ...(operation["x-ridizi-access"] === "public" ? [] : [admin])];
      await fc.assert(
        fc.asyncProperty(inputsOf(operation, document, known), fc.constantFrom(...callers), async (input, caller) => {
          const answer = await call(operation.method, input, caller);
          const wrong =
            input.address.includes("fields=") && answer.status === 200 ? undefined : judge(operation, answer);
          expect(wrong).toBeUndefined();
        }),
        { numRuns: RUNS, seed: SEED },
      );
    },
  );
});
