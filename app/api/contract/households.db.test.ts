import { beforeAll, describe, expect, it } from "vitest";
import { callApi } from "@/app/api/call.fixtures";
import { callsOf, readerOfApi, refused } from "@/app/api/reader.fixtures";
import { buildBook } from "@/db/factories";
import { env } from "@/lib/platform/env";

beforeAll(() => {
  env().rateLimitFactor = 1_000;
});

async function newReader() {
  const reader = await readerOfApi();
  return { ...reader, call: callsOf(reader) };
}
type Reader = Awaited<ReturnType<typeof newReader>>;

async function invite({ call }: Reader): Promise<string> {
  const made = await call("POST", "/household/invitations");
  expect(made.status).toBe(201);
  return new URL(made.body.url).searchParams.get("link") ?? "";
}

const join = async ({ call }: Reader, owner: Reader) =>
  call("POST", "/household/join", { secret: await invite(owner) });
const read = async ({ call }: Reader) => (await call("GET", "/household")).body;
const idOf = async (reader: Reader): Promise<number> => (await read(reader)).me;

const DONE = { status: 204, body: null };
const NOT_OWNER = refused(403, "not_owner");
const NO_MEMBER = refused(404, "member_not_found");

describe("a household over the API", () => {
  it("is one's own at first, and is joined by a link that counts once", async () => {
    const [owner, member] = [await newReader(), await newReader()];
    expect(await read(owner)).toEqual({
      ...{ name: "Home", me: expect.any(Number), role: "owner", invitations: [] },
      members: [{ id: expect.any(Number), username: owner.username, role: "owner", joined_at: expect.any(String) }],
    });
    expect(await owner.call("PATCH", "/household", { name: "By the sea" })).toEqual(DONE);
    expect(await owner.call("PATCH", "/household", { name: " " })).toEqual(refused(400, "invalid_input"));

    const secret = await invite(owner);
    const [waiting] = (await read(owner)).invitations;
    expect(waiting).toEqual({
      ...{ id: expect.any(Number), made_by: owner.username },
      ...{ made_at: expect.any(String), expires_at: expect.any(String) },
    });
    const look = (reader: Reader) => reader.call("POST", "/household/invitations/read", { secret });
    const words = { name: "By the sea", invited_by: owner.username, member_count: 1 };
    expect(await look(member)).toEqual({ status: 200, body: { ...words, obstacle: null } });
    expect((await look(owner)).body.obstacle).toBe("already_member");
    expect(await owner.call("POST", "/household/join", { secret })).toEqual(refused(409, "already_member"));

    const { isbn } = await buildBook();
    await owner.call("POST", "/copies", { isbn });
    expect(await member.call("POST", "/household/join", { secret })).toEqual(DONE);
    expect(await look(member)).toEqual(refused(409, "link_over"));
    expect(await member.call("POST", "/household/join", { secret })).toEqual(refused(409, "link_over"));
    expect(await read(member)).toMatchObject({
      name: "By the sea",
      role: "member",
      members: [{}, {}],
      invitations: [],
    });
    expect((await member.call("GET", `/copies?isbn=${isbn}`)).body.copies).toMatchObject([{ is_mine: false }]);

    const third = await newReader();
    await join(third, await newReader());
    expect(await join(third, owner)).toEqual(refused(409, "in_household"));
  });

  it("is looked after by one, who invites, removes and passes it on", async () => {
    const [owner, member, stranger] = [await newReader(), await newReader(), await newReader()];
    await join(member, owner);
    const [me, them] = [await idOf(owner), await idOf(member)];
    expect(await member.call("POST", "/household/invitations")).toEqual(NOT_OWNER);
    expect(await member.call("PATCH", "/household", { name: "Mine" })).toEqual(NOT_OWNER);
    expect(await member.call("PUT", "/household/owner", { user_id: them })).toEqual(NOT_OWNER);
    expect(await member.call("DELETE", `/household/members/${me}`)).toEqual(NOT_OWNER);
    const outside = await idOf(stranger);
    expect(await owner.call("DELETE", `/household/members/${outside}`)).toEqual(NO_MEMBER);
    expect(await owner.call("PUT", "/household/owner", { user_id: outside })).toEqual(NO_MEMBER);

    await invite(owner);
    const [{ id }] = (await read(owner)).invitations;
    expect(await member.call("DELETE", `/household/invitations/${id}`)).toEqual(NOT_OWNER);
    // Of another household it is as if it were used.
    await invite(stranger);
    expect(await stranger.call("DELETE", `/household/invitations/${id}`)).toEqual(refused(409, "invitation_used"));
    expect(await owner.call("DELETE", `/household/invitations/${id}`)).toEqual(DONE);
    expect((await read(owner)).invitations).toEqual([]);

    expect(await owner.call("PUT", "/household/owner", { user_id: them })).toEqual(DONE);
    expect([(await read(owner)).role, (await read(member)).role]).toEqual(["member", "owner"]);
    expect(await member.call("DELETE", `/household/members/${me}`)).toEqual(DONE);
    expect((await read(owner)).members).toHaveLength(1);
    for (let made = 0; made < 10; made++) await invite(owner);
    expect(await owner.call("POST", "/household/invitations")).toEqual(refused(409, "too_many"));
  });

  it("is left by whoever is not alone", async () => {
    const [owner, member] = [await newReader(), await newReader()];
    expect(await owner.call("POST", "/household/leave")).toEqual(refused(409, "alone"));
    await join(member, owner);
    expect(await member.call("POST", "/household/leave")).toEqual(DONE);
    expect([(await read(owner)).members.length, (await read(member)).role]).toEqual([1, "owner"]);
  });

  it("is read and named by a key, but nobody comes or goes by one", async () => {
    const owner = await newReader();
    const json = { name: "Test", scopes: ["library:read", "library:write"] };
    const key = (await (await callApi("POST", "/api/v1/keys", { json, headers: owner.headers })).json()).key;
    const call = async (method: "GET" | "POST" | "PATCH", path: string, json?: unknown) =>
      (await callApi(method, `/api/v1/household${path}`, { json, headers: { "x-api-key": key } })).status;
    expect(await call("GET", "")).toBe(200);
    expect(await call("PATCH", "", { name: "Ours" })).toBe(204);
    for (const path of ["/invitations", "/leave", "/join"]) expect(await call("POST", path, {})).toBe(403);
  });
});
