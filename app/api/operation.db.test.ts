import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { readerOfApi } from "@/app/api/reader.fixtures";
import { operation, statusOf } from "@/lib/accounts/operation";
import { env } from "@/lib/platform/env";
import { fail, ok } from "@/lib/platform/result";

beforeAll(() => {
  env().rateLimitFactor = 1_000;
});

const note = z.object({ noteId: z.int(), madeAt: z.date(), text: z.string() });
let made = 0;

const makeNote = operation(
  {
    ...{ id: "test.make_note", method: "POST", path: "/notes", summary: "Make a note", access: "user" },
    body: z.object({ noteText: z.string().max(20) }),
    answers: { 201: note },
    refusals: { odd: 418 },
  },
  async ({ body }) => {
    if (body.noteText === "odd") return fail("odd", "This is odd.");
    if (body.noteText === "gone") return fail("note_not_found", "Gone.");
    if (body.noteText === "broken") throw new Error("no words about this leave the house");
    made += 1;
    if (body.noteText === "long") return ok({ noteId: made, madeAt: new Date(0), text: "x".repeat(40_000) });
    return ok({ noteId: made, madeAt: new Date(0), text: body.noteText, secret: "never leaves" });
  },
);

const readNote = operation(
  {
    ...{ id: "test.read_note", method: "GET", path: "/notes/{note_id}", summary: "Read a note", access: "public" },
    params: z.object({ noteId: z.coerce.number().int() }),
    answers: { 200: note },
  },
  async ({ params }) => ({ noteId: params.noteId, madeAt: new Date(0), text: "x" }),
);

const post = (json: unknown, headers: Record<string, string> = {}) =>
  makeNote.handle(
    new Request("http://localhost/api/v1/notes", { method: "POST", body: JSON.stringify(json), headers }),
    {
      params: Promise.resolve({}),
    },
  );
const get = (id: string, query = "", headers: Record<string, string> = {}) =>
  readNote.handle(new Request(`http://localhost/api/v1/notes/${id}${query}`, { headers }), {
    params: Promise.resolve({ note_id: id }),
  });

describe("an operation", () => {
  it("takes and gives the names of the wire, and lets out nothing that its schema does not name", async () => {
    const { headers } = await readerOfApi();
    const response = await post({ note_text: "a" }, headers);
    expect([response.status, await response.json()]).toEqual([
      201,
      { note_id: expect.any(Number), made_at: "1970-01-01T00:00:00.000Z", text: "a" },
    ]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("turns refusals into problems, by its own word or by the kind of reason, and keeps what broke to itself", async () => {
    const { headers } = await readerOfApi();
    const told = async (json: unknown) => {
      const response = await post(json, headers);
      const { code, error } = await response.json();
      return [response.status, code, error];
    };
    expect(await told({ note_text: "odd" })).toEqual([418, "odd", "This is odd."]);
    expect(await told({ note_text: "gone" })).toEqual([404, "note_not_found", "Gone."]);
    expect(await told({ note_text: "broken" })).toEqual([500, "unexpected", "Something went wrong on our side."]);
    expect(await told({ note_text: "x".repeat(21) })).toEqual([
      400,
      "invalid_input",
      expect.stringMatching(/^note_text: /),
    ]);
    expect(await told({})).toEqual([400, "invalid_input", expect.stringMatching(/^note_text: /)]);
    expect(["already_there", "forbidden", "busy", "too_long", "place_not_found"].map(statusOf)).toEqual([
      409, 403, 503, 422, 404,
    ]);
  });

  it("answers who has it already with 304, and with the fields alone that were asked for", async () => {
    const first = await get("7");
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^W\/"/);
    expect((await get("7", "", { "if-none-match": etag })).status).toBe(304);
    expect((await get("8", "", { "if-none-match": etag })).status).toBe(200);
    expect(await (await get("7", "?fields=text,note_id")).json()).toEqual({ text: "x", note_id: 7 });
    expect((await (await get("7", "?fields=secret")).json()).code).toBe("unknown_field");
    expect((await get("seven")).status).toBe(404);
  });

  it("keeps of an answer that is too long only that it was given", async () => {
    const { headers } = await readerOfApi();
    const keyed = { ...headers, "idempotency-key": "long" };
    expect((await post({ note_text: "long" }, keyed)).status).toBe(201);
    const before = made;
    const again = await post({ note_text: "long" }, keyed);
    expect([again.status, (await again.json()).code, made]).toEqual([409, "done_already", before]);
  });

  it("refuses what is nested to exhaust it, and a parameter that it would read past", async () => {
    const { headers } = await readerOfApi();
    const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
    const send = (body: string, query = "") =>
      makeNote.handle(new Request(`http://localhost/api/v1/notes${query}`, { method: "POST", body, headers }), {
        params: Promise.resolve({}),
      });
    for (const depth of [40, 3_900])
      expect((await (await send(`{"note_text": ${nested(depth)}}`)).json()).code).toBe("too_deep");
    expect((await (await send('{"note_text": "a"}', "?dry_run=1")).json()).code).toBe("unknown_parameter");
  });

  it("does once what comes with one Idempotency-Key, however often and however close together", async () => {
    const { headers } = await readerOfApi();
    const keyed = { ...headers, "idempotency-key": "one" };
    const before = made;
    const answers = await Promise.all(Array.from({ length: 5 }, () => post({ note_text: "a" }, keyed)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.every((status) => status === 201 || status === 409)).toBe(true);
    const again = await post({ note_text: "a" }, keyed);
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
    expect(made).toBe(before + 1);
    expect((await again.json()).note_id).toBe(made);
    expect((await post({ note_text: "b" }, keyed)).status).toBe(422);
    // Of somebody else the same word is another key, and what was refused may be tried again.
    expect(
      (await post({ note_text: "b" }, { ...(await readerOfApi()).headers, "idempotency-key": "one" })).status,
    ).toBe(201);
    const refused = { ...headers, "idempotency-key": "two" };
    expect((await post({ note_text: "odd" }, refused)).status).toBe(418);
    expect((await post({ note_text: "fine" }, refused)).status).toBe(201);
    expect((await post({ note_text: "a" }, { ...headers, "idempotency-key": "x".repeat(201) })).status).toBe(400);
  });
});
