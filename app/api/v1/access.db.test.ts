import { readdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildCollectionBook, buildScan, buildUser, randomIsbn } from "@/db/factories";
import { apiKeys } from "@/db/schema/accounts";
import { createAccount } from "@/lib/accounts/commands";
import { drawKey } from "@/lib/accounts/keys/rules";
import { SCOPE_NAMES, type Scope } from "@/lib/accounts/keys/schema";
import type { Actor } from "@/lib/accounts/schema";
import { beginSession } from "@/lib/accounts/sessions/commands";
import { signToken } from "@/lib/accounts/tokens/adapters/jwt";
import { getBookIdByName } from "@/lib/catalog/queries";
import { makePlace, ownCopy } from "@/lib/copies/copies.fixtures";
import { newPlaceCode } from "@/lib/copies/places/commands";
import { NO_DETAILS } from "@/lib/copies/schema";
import { requestMerge } from "@/lib/library/joining/commands";
import { makeLink } from "@/lib/library/sharing/commands";
import { saveQuery } from "@/lib/library/smart/commands";
import { toWire } from "@/lib/platform/api/wire";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { saveReading } from "@/lib/reading/commands";
import { addQuote } from "@/lib/reading/quotes/commands";
import { askForTitle } from "@/lib/scans/pending/commands";
import { EVERYTHING } from "@/lib/shelf/schema";
import { changeTags } from "@/lib/tags/commands";
import { bringText } from "@/lib/transfers/commands";
import { listRows } from "@/lib/transfers/queries";
import { OPERATIONS } from "../operations";

// Every endpoint, called by everybody, compared with a table. An endpoint that is not in the table fails, and so does a row
// of which there is no endpoint. "in" is whatever says that the caller got through to the work itself.

const CALLERS = [
  "nobody",
  "owner",
  "other",
  "moderator",
  "admin",
  "admin's key with all scopes but this",
  "owner's key with the scope",
  "admin's key with the scope",
] as const;
type Caller = (typeof CALLERS)[number];

const PASSWORD = "correct horse battery";
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

let owner: Actor & { password: string };
let people: Record<"other" | "moderator" | "admin", Actor>;
let isbn: string;

beforeAll(async () => {
  env().rateLimitFactor = 1_000;
  people = {
    other: await buildUser(),
    moderator: await buildUser({ role: "moderator" }),
    admin: await buildUser({ role: "admin" }),
  };
  const made = await createAccount(
    { username: `owner-${newId().slice(0, 8)}`, email: undefined, password: PASSWORD },
    "user",
  );
  if (!made.ok) throw new Error(made.reason);
  owner = { ...made.actor, password: PASSWORD };
  isbn = (await buildBook()).isbn;
});

/** What an act gives that goes well. */
async function done<Value>(act: Promise<Value>): Promise<Extract<Value, { ok: true }>> {
  const result = (await act) as { ok: boolean; reason?: string };
  if (!result.ok) throw new Error(result.reason);
  return result as Extract<Value, { ok: true }>;
}

type Ask = { params?: Record<string, string | string[]>; query?: string; body?: unknown };
/** What is asked, made anew for each caller, and what each of the callers gets, in their order. */
type Row = { ask: () => Ask | Promise<Ask>; get: string };

const ALL = "in in in in in 403 in in";
const NO_KEYS = "in in in in in 403 403 403";
const READERS = "401 in in in in 403 in in";
const READERS_THEMSELVES = "401 in in in in 403 403 403";
const STRANGERS = "in in in in in in in in";
const NOT_THERE_FOR_MODERATORS = "401 403 403 404 404 403 403 404";
const ADMINS = "401 403 403 403 in 403 403 in";
const ADMINS_THEMSELVES = "401 403 403 403 in 403 403 403";
const NOT_THERE_FOR_ADMINS = "401 403 403 403 404 403 403 403";
const NOT_THERE = "404 404 404 404 404 403 403 403";
const OWNERS = "401 in 403 403 403 403 in 403";
/** A thing of the owner's that for others is not there. */
const THEIRS = "401 in 404 404 404 403 in 404";
const OWN_THING_NOT_THERE = "401 404 404 404 404 403 404 404";
const OWN_THING_THAT_IS_NOT = "401 404 404 404 404 403 403 403";

const MODERATORS = "401 403 403 in in 403 403 in";

const NOWHERE = "404 404 404 404 404 403 403 403";

const nothing = () => ({});
const byIsbn = () => ({ params: { isbn } });
const scanOfOwner = async () => ({
  params: { requestId: (await buildScan({ userId: owner.id, bookId: (await buildBook()).id })).requestId },
  body: { verdict: "rejected" },
});

const ofOwner = () => ({ params: { username: owner.username } });
const collectionOfOwner = async () => {
  const { id } = await buildCollection({ ownerId: owner.id });
  return { params: { username: owner.username, id: String(id) }, body: { isbn } };
};
const shelvedByOwner = async () => {
  const { collectionId } = await buildCollectionBook({
    collectionId: (await buildCollection({ ownerId: owner.id })).id,
    bookId: (await getBookIdByName(isbn)) ?? 0,
  });
  return { params: { id: String(collectionId), isbn } };
};

const newCollection = async () => ({ collectionId: (await buildCollection({ ownerId: owner.id })).id });
const collectionWith = (body: object) => async () => ({ ...(await collectionOfOwner()), body });
const twoCollections = async () => ({
  kept_id: (await newCollection()).collectionId,
  gone_id: (await newCollection()).collectionId,
});
const smartOfOwner = async () => {
  const made = await saveQuery(owner, {
    ...{ name: newId(), icon: "🌊", description: undefined },
    query: { filter: EVERYTHING, sort: "added" },
  });
  return { params: { id: String(made.ok && made.collection.id) }, body: { filter: {} } };
};
const copyOfOwner = async () => ({ params: { copy_id: String(await ownCopy(owner, isbn)) } });
const placeOfOwner = async () => ({ params: { place_id: String(await makePlace(owner, newId())) } });
const tagOfOwner = async () => {
  const changed = await changeTags(owner, { books: [isbn], add: [newId()], remove: [] });
  return { params: { tag_id: String(changed.ok && changed.tags[0]?.id) } };
};

const pendingOfOwner = async () => {
  const { id } = await done(askForTitle(owner, { title: newId(), author: null, collectionId: null }));
  return { params: { id } };
};

const TODAY = new Date().toISOString().slice(0, 10);
const readByOwner = async () => {
  const { undo } = await done(saveReading(owner, { isbn, startedOn: null, endedOn: TODAY, outcome: "finished" }));
  const [id] = undo.madeIds;
  return {
    params: { isbn, reading_id: String(id) },
    body: { started_on: null, ended_on: TODAY, outcome: "stopped" },
  };
};
const keptByOwner = async () => {
  const words = { kind: "note", text: "Sea", page: null } as const;
  const { quoteId } = await done(addQuote(owner, { isbn, ...words }));
  return { params: { quote_id: String(quoteId) }, body: words };
};

const importOfOwner = async () => {
  const { importId } = await done(bringText(owner, `${randomIsbn().isbn13}\n`));
  return { params: { import_id: importId } };
};
const rowOfOwner = async () => {
  const { params } = await importOfOwner();
  const [row] = (await listRows(params.import_id, {})).rows;
  return { params: { ...params, row_id: String(row?.id) }, body: { isbn, title: "Sea", authors: [] } };
};
const wishOfOwner = async () => ({ ...(await pendingOfOwner()), body: { collection_id: null } });
const pictureOf = (extra: object) => () => ({
  params: { isbn, cover_id: "2000000000", spare_id: "2000000000" },
  ...extra,
});
const ofNoFeedback = (body?: unknown) => () => ({ params: { feedback_id: "2000000000" }, body });
const ofNoIncident = (body?: unknown) => () => ({ params: { incident_id: "2000000000", user_id: "2000000000" }, body });
const SHA = "0".repeat(64);
const ofNoPair = () => ({ params: { pair_id: "2000000000" }, body: { evidence: SHA, kept_id: 1 } });

const TABLE: Record<string, Row> = {
  ...Object.fromEntries(
    ["/api/v1/[...path]"].flatMap((address) =>
      METHODS.map((method) => [`${method} ${address}`, { ask: () => ({ params: { path: ["nope"] } }), get: NOWHERE }]),
    ),
  ),
  "GET /api/v1/openapi.json": { ask: nothing, get: NO_KEYS },

  "GET /ca.crt": { ask: nothing, get: "404 404 404 404 404 403 403 403" },
  "GET /api/v1/health/live": { ask: nothing, get: NO_KEYS },
  "GET /api/v1/health/ready": { ask: nothing, get: NO_KEYS },

  "POST /api/v1/auth/register": {
    ask: () => ({ body: { username: `new-${newId().slice(0, 12)}`, password: PASSWORD } }),
    get: STRANGERS,
  },
  "POST /api/v1/auth/login": {
    ask: () => ({ body: { username: owner.username, password: PASSWORD } }),
    get: STRANGERS,
  },
  "POST /api/v1/users": {
    ask: () => ({ body: { username: `new-${newId().slice(0, 12)}`, password: PASSWORD } }),
    get: STRANGERS,
  },
  "GET /api/v1/users": { ask: nothing, get: ADMINS_THEMSELVES },
  "POST /api/v1/auth/logout": { ask: nothing, get: READERS_THEMSELVES },
  "GET /api/v1/keys": { ask: nothing, get: READERS_THEMSELVES },
  "POST /api/v1/keys": {
    ask: () => ({ body: { name: "Test", scopes: ["catalog:read"] } }),
    get: READERS_THEMSELVES,
  },
  "DELETE /api/v1/keys/[key_id]": {
    ask: async () => ({ params: { key_id: (await buildKey(owner, ["catalog:read"])).id } }),
    get: "401 in 404 404 404 403 403 403",
  },

  "GET /api/v1/account/sessions": { ask: nothing, get: READERS_THEMSELVES },
  "DELETE /api/v1/account/sessions/[session_id]": {
    ask: async () => {
      const origin = { kind: "token", device: "test", address: "192.0.2.1" } as const;
      return { params: { session_id: (await beginSession(owner.id, origin)).id } };
    },
    get: "401 in 404 404 404 403 403 403",
  },
  "POST /api/v1/account/sessions/end-others": { ask: nothing, get: READERS_THEMSELVES },
  "PUT /api/v1/account/password": {
    ask: () => ({ body: { present: PASSWORD, password: PASSWORD } }),
    get: "401 in 403 403 403 403 403 403",
  },
  "GET /api/v1/account/address": { ask: nothing, get: READERS_THEMSELVES },
  "PUT /api/v1/account/address": {
    ask: () => ({ body: { email: "ann@example.org", password: PASSWORD } }),
    get: "401 in 403 403 403 403 403 403",
  },
  "DELETE /api/v1/account/address/change": { ask: nothing, get: READERS_THEMSELVES },
  "POST /api/v1/account/address/letter": { ask: nothing, get: READERS_THEMSELVES },
  "GET /api/v1/account/passkeys": { ask: nothing, get: READERS_THEMSELVES },
  "PATCH /api/v1/account/passkeys/[passkey_id]": {
    ask: () => ({ params: { passkey_id: newId() }, body: { name: "Mine" } }),
    get: OWN_THING_THAT_IS_NOT,
  },
  "DELETE /api/v1/account/passkeys/[passkey_id]": {
    ask: () => ({ params: { passkey_id: newId() } }),
    get: OWN_THING_THAT_IS_NOT,
  },
  "GET /api/v1/account/second-factor": { ask: nothing, get: READERS_THEMSELVES },
  "POST /api/v1/account/second-factor/start": { ask: nothing, get: READERS_THEMSELVES },
  "POST /api/v1/account/second-factor/confirm": {
    ask: () => ({ body: { code: "000" } }),
    get: "401 403 403 403 403 403 403 403",
  },
  "POST /api/v1/account/second-factor/recovery-codes": {
    ask: () => ({ body: { code: "000" } }),
    get: READERS_THEMSELVES,
  },
  "POST /api/v1/account/second-factor/switch-off": {
    ask: () => ({ body: { code: "000", password: PASSWORD } }),
    get: "401 in 403 403 403 403 403 403",
  },
  "GET /api/v1/account/identities": { ask: nothing, get: READERS_THEMSELVES },
  "DELETE /api/v1/account/identities/[identity_id]": {
    ask: () => ({ params: { identity_id: "2000000000" } }),
    get: OWN_THING_THAT_IS_NOT,
  },
  "GET /api/v1/account/consents": { ask: nothing, get: READERS_THEMSELVES },
  "DELETE /api/v1/account/consents/[purpose]": {
    ask: () => ({ params: { purpose: "own_pictures" } }),
    get: OWN_THING_THAT_IS_NOT,
  },
  "POST /api/v1/account/erasure": {
    // What a right password does, the contract tests see: this account is needed on.
    ask: () => ({ body: { password: "none of theirs" } }),
    get: "401 403 403 403 403 403 403 403",
  },
  "POST /api/v1/account/erasure/cancel": { ask: nothing, get: STRANGERS },
  "POST /api/v1/auth/reset/ask": { ask: () => ({ body: { email: "ann@example.org" } }), get: STRANGERS },
  "POST /api/v1/auth/reset": {
    ask: () => ({ body: { secret: "A".repeat(43), password: PASSWORD } }),
    get: "404 404 404 404 404 404 404 404",
  },
  "POST /api/v1/auth/confirm": {
    ask: () => ({ body: { secret: "A".repeat(43) } }),
    get: "404 404 404 404 404 404 404 404",
  },
  "GET /api/v1/admin/invitations": { ask: nothing, get: ADMINS_THEMSELVES },
  "POST /api/v1/admin/invitations": {
    ask: () => ({ body: { role: "user", note: "", days: 1 } }),
    get: ADMINS_THEMSELVES,
  },
  "DELETE /api/v1/admin/invitations/[invitation_id]": {
    ask: () => ({ params: { invitation_id: "2000000000" } }),
    get: ADMINS_THEMSELVES,
  },
  "PUT /api/v1/users/[user_id]/role": {
    ask: () => ({ params: { user_id: "2000000000" }, body: { role: "user" } }),
    get: NOT_THERE_FOR_ADMINS,
  },
  "POST /api/v1/users/[user_id]/end-sessions": {
    ask: () => ({ params: { user_id: "2000000000" } }),
    get: NOT_THERE_FOR_ADMINS,
  },

  "GET /api/v1/account/exports/[export_id]": {
    ask: () => ({ params: { export_id: newId() } }),
    get: OWN_THING_THAT_IS_NOT,
  },
  "GET /api/v1/account/photos/[photo_id]": {
    ask: () => ({ params: { photo_id: newId() } }),
    get: OWN_THING_THAT_IS_NOT,
  },
  "GET /api/v1/account/pictures": { ask: nothing, get: READERS_THEMSELVES },
  "GET /api/v1/account/pictures/[kind]/[id]": {
    ask: () => ({ params: { kind: "used", id: "2000000000" } }),
    get: OWN_THING_THAT_IS_NOT,
  },
  "DELETE /api/v1/account/pictures/[kind]/[id]": {
    ask: () => ({ params: { kind: "used", id: "2000000000" } }),
    get: OWN_THING_THAT_IS_NOT,
  },

  "POST /api/v1/imports": { ask: nothing, get: READERS },
  "GET /api/v1/library/export/[file]": { ask: () => ({ params: { file: "copies.csv" } }), get: READERS },
  "GET /api/v1/imports/[import_id]/failed": {
    ask: () => ({ params: { import_id: newId() } }),
    get: OWN_THING_NOT_THERE,
  },

  "GET /api/v1/collections/[username]": { ask: ofOwner, get: OWNERS },
  "POST /api/v1/collections/[username]": { ask: () => ({ ...ofOwner(), body: { name: newId() } }), get: OWNERS },
  "PUT /api/v1/collections/[username]/[id]": { ask: collectionOfOwner, get: OWNERS },
  "DELETE /api/v1/collections/[username]/[id]": { ask: collectionOfOwner, get: OWNERS },
  "POST /api/v1/collections/[username]/[id]/restore": { ask: collectionOfOwner, get: OWNERS },
  "POST /api/v1/collections/[username]/[id]/add": { ask: collectionOfOwner, get: OWNERS },
  "GET /api/v1/collections/[id]/books": { ask: collectionOfOwner, get: THEIRS },
  "DELETE /api/v1/collections/[id]/books/[isbn]": { ask: shelvedByOwner, get: THEIRS },

  "GET /api/v1/collections/[username]/[id]": { ask: collectionOfOwner, get: THEIRS },
  "POST /api/v1/collections/[id]/books/restore": {
    ask: async () => ({
      ...(await shelvedByOwner()),
      body: { isbn, added_at: new Date().toISOString(), position: 1 },
    }),
    get: THEIRS,
  },
  "POST /api/v1/collections/[id]/books/move": {
    ask: async () => {
      const bookId = (await getBookIdByName(isbn)) ?? 0;
      return { ...(await shelvedByOwner()), body: { book_id: bookId, place: "start" } };
    },
    get: THEIRS,
  },
  "PUT /api/v1/collections/[id]/sort": { ask: collectionWith({ sort: "title" }), get: THEIRS },
  "PUT /api/v1/collections/[id]/household": { ask: collectionWith({ is_shared: false }), get: THEIRS },
  "GET /api/v1/collections/[id]/link": { ask: collectionOfOwner, get: THEIRS },
  "POST /api/v1/collections/[id]/link": { ask: collectionWith({ names_owner: false }), get: THEIRS },
  "PATCH /api/v1/collections/[id]/link": { ask: collectionWith({ names_owner: false }), get: THEIRS },
  "DELETE /api/v1/collections/[id]/link": { ask: collectionOfOwner, get: THEIRS },
  "POST /api/v1/collections/[id]/link/restore": { ask: collectionWith({ undo: "x" }), get: THEIRS },
  "GET /api/v1/shared-collections/[token]": {
    ask: async () => {
      const made = await makeLink(owner, { ...(await newCollection()), namesOwner: false });
      return { params: { token: (made.ok && made.link.token) || "" } };
    },
    get: ALL,
  },
  "POST /api/v1/smart-collections": { ask: () => ({ body: { name: newId(), query: { filter: {} } } }), get: READERS },
  "GET /api/v1/smart-collections/[id]/query": { ask: smartOfOwner, get: THEIRS },
  "PUT /api/v1/smart-collections/[id]/query": { ask: smartOfOwner, get: THEIRS },
  "POST /api/v1/collection-lots": {
    ask: async () => {
      const put = { collection_id: (await newCollection()).collectionId, books: [{ book_id: 1 }] };
      return { body: { put } };
    },
    get: THEIRS,
  },
  "POST /api/v1/collection-lots/all": {
    ask: async () => {
      const [from, into] = [await newCollection(), await newCollection()];
      return {
        body: { of: { collection_id: from.collectionId }, after: 0, takes: false, into_id: into.collectionId },
      };
    },
    get: THEIRS,
  },
  "GET /api/v1/collection-merges": { ask: nothing, get: READERS },
  "GET /api/v1/collection-merges/preview": {
    ask: async () => {
      const { kept_id, gone_id } = await twoCollections();
      return { query: `?kept_id=${kept_id}&gone_id=${gone_id}` };
    },
    get: THEIRS,
  },
  "POST /api/v1/collection-merges": { ask: async () => ({ body: await twoCollections() }), get: THEIRS },
  "POST /api/v1/collection-merges/[id]/undo": {
    ask: async () => {
      const { kept_id: keptId, gone_id: goneId } = await twoCollections();
      const asked = await requestMerge(owner, { keptId, goneId });
      return { params: { id: String(asked.ok && asked.mergeId) } };
    },
    get: THEIRS,
  },

  "GET /api/v1/copies": { ask: () => ({ query: `?isbn=${isbn}` }), get: READERS },
  "POST /api/v1/copies": { ask: () => ({ body: { isbn } }), get: READERS },
  "POST /api/v1/copies/own": { ask: () => ({ body: { isbn } }), get: READERS },
  "GET /api/v1/copies/[copy_id]": { ask: copyOfOwner, get: THEIRS },
  "PUT /api/v1/copies/[copy_id]": {
    ask: async () => ({ ...(await copyOfOwner()), body: toWire(NO_DETAILS) }),
    get: THEIRS,
  },
  "DELETE /api/v1/copies/[copy_id]": { ask: copyOfOwner, get: THEIRS },
  "POST /api/v1/copies/restore": {
    ask: async () => ({
      body: {
        ...(toWire(NO_DETAILS) as object),
        book_id: await getBookIdByName(isbn),
        created_at: new Date().toISOString(),
      },
    }),
    get: READERS,
  },
  "POST /api/v1/copies/moves": { ask: () => ({ body: { copy_ids: [1], place_id: null } }), get: READERS },
  "POST /api/v1/copies/moves/all": { ask: () => ({ body: { from_id: null, place_id: null } }), get: READERS },
  "POST /api/v1/copies/moves/undo": { ask: () => ({ body: { moved_to: null, moves: [] } }), get: READERS },
  "GET /api/v1/places": { ask: nothing, get: READERS },
  "POST /api/v1/places": { ask: () => ({ body: { name: newId(), kind: "room" } }), get: READERS },
  "GET /api/v1/places/[place_id]": { ask: placeOfOwner, get: THEIRS },
  "PUT /api/v1/places/[place_id]": {
    ask: async () => ({ ...(await placeOfOwner()), body: { name: newId(), kind: "box", parent_id: null } }),
    get: THEIRS,
  },
  "DELETE /api/v1/places/[place_id]": { ask: placeOfOwner, get: THEIRS },
  "GET /api/v1/places/[place_id]/copies": { ask: placeOfOwner, get: THEIRS },
  "POST /api/v1/places/restore": {
    ask: () => ({
      body: {
        parent_id: null,
        places: [{ key: 1, parent_key: null, name: newId(), kind: "box", code: newPlaceCode() }],
        copies: [],
      },
    }),
    get: READERS,
  },
  "GET /api/v1/places/[place_id]/check": { ask: placeOfOwner, get: THEIRS },
  "GET /api/v1/places/[place_id]/check/findings": { ask: placeOfOwner, get: THEIRS },
  "POST /api/v1/places/[place_id]/check/end": { ask: placeOfOwner, get: THEIRS },
  "POST /api/v1/places/[place_id]/check/reopen": {
    ask: async () => ({ ...(await placeOfOwner()), body: { checked_at: null, ended_at: new Date() } }),
    get: THEIRS,
  },

  "GET /api/v1/household": { ask: nothing, get: READERS },
  "PATCH /api/v1/household": { ask: () => ({ body: { name: "Home" } }), get: READERS },
  "POST /api/v1/household/invitations": { ask: nothing, get: READERS_THEMSELVES },
  "POST /api/v1/household/invitations/read": {
    ask: () => ({ body: { secret: "A".repeat(43) } }),
    get: READERS_THEMSELVES,
  },
  "DELETE /api/v1/household/invitations/[invitation_id]": {
    ask: () => ({ params: { invitation_id: "2000000000" } }),
    get: READERS_THEMSELVES,
  },
  "POST /api/v1/household/join": { ask: () => ({ body: { secret: "A".repeat(43) } }), get: READERS_THEMSELVES },
  "POST /api/v1/household/leave": { ask: nothing, get: READERS_THEMSELVES },
  "DELETE /api/v1/household/members/[user_id]": {
    ask: () => ({ params: { user_id: "2000000000" } }),
    get: "401 404 404 404 404 403 403 403",
  },
  "PUT /api/v1/household/owner": {
    ask: () => ({ body: { user_id: 2_000_000_000 } }),
    get: "401 404 404 404 404 403 403 403",
  },

  "GET /api/v1/tags": { ask: nothing, get: READERS },
  "GET /api/v1/book/[isbn]/collections": { ask: byIsbn, get: READERS },
  "GET /api/v1/book/[isbn]/tags": { ask: byIsbn, get: READERS },
  "POST /api/v1/tags/changes": { ask: () => ({ body: { books: [isbn], add: ["sea"] } }), get: READERS },
  "POST /api/v1/tags/changes/all": {
    ask: async () => ({
      body: { of: { collection_id: (await newCollection()).collectionId }, after: 0, add: ["sea"] },
    }),
    get: THEIRS,
  },
  "POST /api/v1/tags/changes/undo": { ask: () => ({ body: { add: [], remove: [] } }), get: READERS },
  "PATCH /api/v1/tags/[tag_id]": {
    ask: async () => ({ ...(await tagOfOwner()), body: { name: newId() } }),
    get: THEIRS,
  },
  "DELETE /api/v1/tags/[tag_id]": { ask: tagOfOwner, get: THEIRS },

  "GET /api/v1/shelf/books": { ask: nothing, get: READERS },
  "GET /api/v1/shelf/ways-out": { ask: nothing, get: READERS },
  "GET /api/v1/shelf/choices": { ask: nothing, get: READERS },
  "POST /api/v1/shelf/statuses": {
    ask: () => ({ body: { query: { tags: { all: [newId()] } }, after: 0, status: "want", day: "2024-01-01" } }),
    get: READERS,
  },

  "POST /api/v1/scanning/acts": {
    ask: () => ({ body: { act_id: newId().replaceAll("-", ""), act: { mode: "own", isbn, day: "2024-01-01" } } }),
    get: READERS,
  },
  "POST /api/v1/scanning/acts/undo": { ask: () => ({ body: { steps: [] } }), get: READERS },

  "POST /api/v1/match": { ask: nothing, get: ALL },
  "POST /api/v1/barcode": { ask: () => ({ body: { isbn } }), get: ALL },
  "GET /api/v1/book/[isbn]": { ask: byIsbn, get: ALL },
  "GET /api/v1/book/[isbn]/editions": { ask: byIsbn, get: ALL },
  "GET /api/v1/book/[isbn]/copies": { ask: byIsbn, get: READERS },
  "POST /api/v1/book/[isbn]/own-cover": { ask: byIsbn, get: READERS },
  "GET /api/v1/book/[isbn]/reading": { ask: byIsbn, get: READERS },
  "PUT /api/v1/book/[isbn]/reading/status": {
    ask: () => ({ ...byIsbn(), body: { status: "want", day: TODAY } }),
    get: READERS,
  },
  "PUT /api/v1/book/[isbn]/reading/progress": {
    ask: () => ({ ...byIsbn(), body: { percent: 5, day: TODAY } }),
    get: READERS,
  },
  "PUT /api/v1/book/[isbn]/reading/rating": { ask: () => ({ ...byIsbn(), body: { rating: 4 } }), get: READERS },
  "PUT /api/v1/book/[isbn]/reading/review": {
    ask: () => ({ ...byIsbn(), body: { review: "Sea", has_spoilers: false, visibility: "private" } }),
    get: READERS,
  },
  "POST /api/v1/book/[isbn]/readings": {
    ask: () => ({ ...byIsbn(), body: { started_on: null, ended_on: TODAY, outcome: "finished" } }),
    get: READERS,
  },
  "PUT /api/v1/book/[isbn]/readings/[reading_id]": { ask: readByOwner, get: THEIRS },
  "DELETE /api/v1/book/[isbn]/readings/[reading_id]": { ask: readByOwner, get: THEIRS },
  "GET /api/v1/book/[isbn]/reviews": { ask: byIsbn, get: ALL },
  "GET /api/v1/book/[isbn]/quotes": { ask: byIsbn, get: READERS },
  "POST /api/v1/book/[isbn]/quotes": {
    ask: () => ({ ...byIsbn(), body: { kind: "note", text: "Sea", page: null } }),
    get: READERS,
  },
  "GET /api/v1/quotes": { ask: nothing, get: READERS },
  "PUT /api/v1/quotes/[quote_id]": { ask: keptByOwner, get: THEIRS },
  "DELETE /api/v1/quotes/[quote_id]": { ask: keptByOwner, get: THEIRS },
  "POST /api/v1/quotes/restore": {
    ask: () => ({ body: { isbn, kind: "note", text: "Sea", page: null, created_at: new Date(), import_key: null } }),
    get: READERS,
  },
  "GET /api/v1/reading": { ask: nothing, get: READERS },
  "GET /api/v1/reading/open": { ask: nothing, get: READERS },
  "GET /api/v1/reading/finished": { ask: () => ({ query: "?year=2026" }), get: READERS },
  "GET /api/v1/reading/works": { ask: () => ({ query: "?status=read" }), get: READERS },
  "POST /api/v1/reading/restore": {
    ask: () => ({ body: { isbn, status: "want", status_at: new Date(), made_ids: [], readings: [] } }),
    get: READERS,
  },
  "PUT /api/v1/reading/statuses": {
    ask: () => ({ body: { books: [isbn], status: "want", day: TODAY } }),
    get: READERS,
  },
  "POST /api/v1/reading/statuses/restore": { ask: () => ({ body: { undo: [] } }), get: READERS },
  "GET /api/v1/reading/goals/[year]": { ask: () => ({ params: { year: "2026" } }), get: READERS },
  "PUT /api/v1/reading/goals/[year]": { ask: () => ({ params: { year: "2026" }, body: { books: 5 } }), get: READERS },
  "GET /api/v1/reading/figures": { ask: nothing, get: READERS },
  "GET /api/v1/imports": { ask: nothing, get: READERS },
  "GET /api/v1/imports/[import_id]": { ask: importOfOwner, get: THEIRS },
  "DELETE /api/v1/imports/[import_id]": { ask: importOfOwner, get: THEIRS },
  "GET /api/v1/imports/[import_id]/rows": { ask: importOfOwner, get: THEIRS },
  "PUT /api/v1/imports/[import_id]/options": {
    ask: async () => ({ ...(await importOfOwner()), body: {} }),
    get: THEIRS,
  },
  "POST /api/v1/imports/[import_id]/start": { ask: importOfOwner, get: THEIRS },
  "POST /api/v1/imports/[import_id]/retry": { ask: importOfOwner, get: THEIRS },
  "POST /api/v1/imports/[import_id]/undo": { ask: importOfOwner, get: THEIRS },
  "POST /api/v1/imports/[import_id]/restore": { ask: importOfOwner, get: THEIRS },
  "PUT /api/v1/imports/[import_id]/rows/[row_id]/book": { ask: rowOfOwner, get: THEIRS },
  "POST /api/v1/imports/[import_id]/rows/[row_id]/book": { ask: rowOfOwner, get: THEIRS },
  "POST /api/v1/imports/[import_id]/rows/[row_id]/skip": { ask: rowOfOwner, get: THEIRS },
  "GET /api/v1/account/exports": { ask: nothing, get: READERS_THEMSELVES },
  "POST /api/v1/account/exports": { ask: nothing, get: READERS_THEMSELVES },
  "DELETE /api/v1/account/exports/[export_id]": {
    ask: () => ({ params: { export_id: newId() } }),
    get: OWN_THING_THAT_IS_NOT,
  },
  "GET /api/v1/account/photos": { ask: nothing, get: READERS_THEMSELVES },
  "DELETE /api/v1/account/photos/[photo_id]": {
    ask: () => ({ params: { photo_id: newId() } }),
    get: OWN_THING_THAT_IS_NOT,
  },
  "GET /api/v1/account/feedback": { ask: nothing, get: READERS_THEMSELVES },
  "DELETE /api/v1/account/feedback/[feedback_id]": { ask: ofNoFeedback(), get: OWN_THING_THAT_IS_NOT },
  "GET /api/v1/account/wishes": { ask: nothing, get: READERS_THEMSELVES },
  "GET /api/v1/recently_scanned/[username]/[isbn]": {
    ask: () => ({ params: { username: owner.username, isbn: randomIsbn().isbn13 } }),
    get: "401 404 403 403 403 403 404 403",
  },
  "PUT /api/v1/pending/[id]/wish": { ask: wishOfOwner, get: READERS },
  "DELETE /api/v1/pending/[id]/wish": { ask: wishOfOwner, get: THEIRS },
  "POST /api/v1/pending/[id]/told": { ask: pendingOfOwner, get: READERS },
  "POST /api/v1/pending/[id]/choose": {
    ask: async () => ({ ...(await pendingOfOwner()), body: { evidence: SHA } }),
    get: "401 in 404 in in 403 in in",
  },
  "PUT /api/v1/pending/[id]/book": {
    ask: async () => ({ ...(await pendingOfOwner()), body: { book: { title: `Sea ${newId()}` } } }),
    get: READERS,
  },
  "GET /api/v1/admin/pending": { ask: nothing, get: MODERATORS },
  "POST /api/v1/admin/pending/[id]/approve": {
    ask: async () => ({ ...(await pendingOfOwner()), body: { evidence: SHA } }),
    get: MODERATORS,
  },
  "POST /api/v1/admin/pending/[id]/reject": { ask: pendingOfOwner, get: MODERATORS },
  "POST /api/v1/admin/pending/[id]/reopen": { ask: pendingOfOwner, get: MODERATORS },
  "POST /api/v1/admin/pending/[id]/retry": { ask: pendingOfOwner, get: MODERATORS },
  "GET /api/v1/admin/feedback": { ask: nothing, get: MODERATORS },
  "GET /api/v1/admin/feedback/views": { ask: nothing, get: MODERATORS },
  "POST /api/v1/admin/feedback/[feedback_id]/accept": {
    ask: ofNoFeedback({
      corners: [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ],
      sha256: SHA,
    }),
    get: NOT_THERE_FOR_MODERATORS,
  },
  "DELETE /api/v1/admin/feedback/[feedback_id]/view": { ask: ofNoFeedback(), get: NOT_THERE_FOR_MODERATORS },
  "POST /api/v1/admin/feedback/[feedback_id]/close": {
    ask: ofNoFeedback({ as: "done" }),
    get: NOT_THERE_FOR_MODERATORS,
  },
  "GET /api/v1/admin/book/[isbn]/covers": { ask: byIsbn, get: MODERATORS },
  "POST /api/v1/admin/book/[isbn]/covers/[cover_id]/choose": {
    ask: pictureOf({ body: { is_chosen: true } }),
    get: NOT_THERE_FOR_MODERATORS,
  },
  "DELETE /api/v1/admin/book/[isbn]/covers/[cover_id]": { ask: pictureOf({}), get: NOT_THERE_FOR_MODERATORS },
  "POST /api/v1/admin/book/[isbn]/covers/[cover_id]/undo": {
    ask: pictureOf({ body: { before: null } }),
    get: NOT_THERE_FOR_MODERATORS,
  },
  "POST /api/v1/admin/book/[isbn]/spares/[spare_id]/decide": {
    ask: pictureOf({ body: { as: "rejected" } }),
    get: NOT_THERE_FOR_MODERATORS,
  },
  "GET /api/v1/admin/books": { ask: nothing, get: MODERATORS },
  "GET /api/v1/admin/book/[isbn]": { ask: byIsbn, get: MODERATORS },
  "PATCH /api/v1/admin/book/[isbn]": { ask: () => ({ ...byIsbn(), body: { pages: 12 } }), get: MODERATORS },
  "PUT /api/v1/admin/book/[isbn]/fields/[field]/lock": {
    ask: () => ({ params: { isbn, field: "language_code" }, body: { is_locked: false } }),
    get: MODERATORS,
  },
  "POST /api/v1/admin/book/[isbn]/proposals/decide": {
    ask: () => ({ ...byIsbn(), body: { proposal_ids: [2_000_000_000], as: "rejected" } }),
    get: MODERATORS,
  },
  "POST /api/v1/admin/book/[isbn]/changes/[change_id]/undo": {
    ask: () => ({ params: { isbn, change_id: "2000000000" } }),
    get: NOT_THERE_FOR_MODERATORS,
  },
  "GET /api/v1/admin/duplicates": { ask: nothing, get: MODERATORS },
  "POST /api/v1/admin/duplicates": { ask: () => ({ body: { one: isbn, other: isbn } }), get: MODERATORS },
  "GET /api/v1/admin/duplicates/[pair_id]": { ask: ofNoPair, get: NOT_THERE_FOR_MODERATORS },
  "POST /api/v1/admin/duplicates/[pair_id]/merge": { ask: ofNoPair, get: NOT_THERE_FOR_MODERATORS },
  "POST /api/v1/admin/duplicates/[pair_id]/join": { ask: ofNoPair, get: NOT_THERE_FOR_MODERATORS },
  "POST /api/v1/admin/duplicates/[pair_id]/keep-apart": { ask: ofNoPair, get: NOT_THERE_FOR_MODERATORS },
  "POST /api/v1/admin/duplicates/[pair_id]/reopen": { ask: ofNoPair, get: NOT_THERE_FOR_MODERATORS },
  "GET /api/v1/admin/merges": { ask: nothing, get: MODERATORS },
  "POST /api/v1/admin/merges/[merge_id]/undo": {
    ask: () => ({ params: { merge_id: "2000000000" } }),
    get: NOT_THERE_FOR_MODERATORS,
  },
  "GET /api/v1/cover/[filename]": { ask: () => ({ params: { filename: `${isbn}.jpg` } }), get: ALL },
  "GET /api/v1/search": { ask: () => ({ query: "?q=sea" }), get: ALL },
  "GET /api/v1/pending": { ask: nothing, get: READERS },
  "POST /api/v1/pending": { ask: () => ({ body: { title: `Sea ${newId()}` } }), get: READERS },
  "GET /api/v1/pending/[id]": {
    ask: () => ({ params: { id: randomIsbn().isbn13 } }),
    get: "404 404 404 404 404 403 404 404",
  },
  "POST /api/v1/pending/[id]/cover": { ask: pendingOfOwner, get: READERS },
  "POST /api/v1/scans/[requestId]/feedback": { ask: scanOfOwner, get: "404 in 404 404 404 403 in 404" },
  "DELETE /api/v1/scans/[requestId]/feedback": { ask: scanOfOwner, get: "404 in 404 404 404 403 in 404" },

  "POST /api/v1/relays": { ask: nothing, get: NO_KEYS },
  "DELETE /api/v1/relays/[token]": { ask: () => ({ params: { token: "A".repeat(22) } }), get: NO_KEYS },
  "GET /api/v1/relays/[token]/codes": { ask: () => ({ params: { token: "A".repeat(22) } }), get: NOT_THERE },
  "POST /api/v1/relays/[token]/codes": {
    ask: () => ({ params: { token: "A".repeat(22) }, body: { isbn: null } }),
    get: NOT_THERE,
  },
  "POST /api/v1/user_scans": { ask: () => ({ body: { isbn } }), get: ALL },
  "DELETE /api/v1/user_scans/[username]": { ask: () => ({ params: { username: owner.username } }), get: OWNERS },
  "POST /api/v1/user_scans/[username]/restore": {
    ask: () => ({ ...ofOwner(), body: { isbn, scanned_at: [new Date()] } }),
    get: OWNERS,
  },
  "GET /api/v1/recently_scanned/[username]": { ask: () => ({ params: { username: owner.username } }), get: OWNERS },

  "GET /api/v1/admin/covers/[sha256]": {
    ask: () => ({ params: { sha256: "0".repeat(64) } }),
    get: NOT_THERE_FOR_MODERATORS,
  },
  "GET /api/v1/admin/feedback/[feedback_id]/photo": { ask: ofNoFeedback(), get: NOT_THERE_FOR_MODERATORS },
  "GET /api/v1/admin/feedback/[feedback_id]/straightened": { ask: ofNoFeedback(), get: NOT_THERE_FOR_MODERATORS },
  "GET /api/v1/admin/audit/export": { ask: nothing, get: ADMINS_THEMSELVES },
  "GET /api/v1/admin/audit": { ask: nothing, get: ADMINS_THEMSELVES },
  "POST /api/v1/admin/audit/check": { ask: nothing, get: ADMINS_THEMSELVES },
  "GET /api/v1/admin/incidents": { ask: nothing, get: ADMINS_THEMSELVES },
  "POST /api/v1/admin/incidents": { ask: () => ({ body: { title: "Odd" } }), get: ADMINS_THEMSELVES },
  "GET /api/v1/admin/incidents/[incident_id]": { ask: ofNoIncident(), get: NOT_THERE_FOR_ADMINS },
  "GET /api/v1/admin/incidents/[incident_id]/export": { ask: ofNoIncident(), get: NOT_THERE_FOR_ADMINS },
  "POST /api/v1/admin/incidents/[incident_id]/move": {
    ask: ofNoIncident({ from: "open", to: "investigating" }),
    get: NOT_THERE_FOR_ADMINS,
  },
  "POST /api/v1/admin/incidents/[incident_id]/notes": {
    ask: ofNoIncident({ text: "Odd" }),
    get: NOT_THERE_FOR_ADMINS,
  },
  "PUT /api/v1/admin/incidents/[incident_id]/review": {
    ask: ofNoIncident({ text: "Odd" }),
    get: NOT_THERE_FOR_ADMINS,
  },
  "PUT /api/v1/admin/incidents/[incident_id]/block": { ask: ofNoIncident({ hours: 1 }), get: NOT_THERE_FOR_ADMINS },
  "DELETE /api/v1/admin/incidents/[incident_id]/block": { ask: ofNoIncident(), get: NOT_THERE_FOR_ADMINS },
  "POST /api/v1/admin/incidents/[incident_id]/accounts": {
    ask: ofNoIncident({ username: "ann" }),
    get: NOT_THERE_FOR_ADMINS,
  },
  "DELETE /api/v1/admin/incidents/[incident_id]/accounts/[user_id]": {
    ask: ofNoIncident(),
    get: NOT_THERE_FOR_ADMINS,
  },
  "POST /api/v1/admin/incidents/[incident_id]/accounts/[user_id]/end-sessions": {
    ask: ofNoIncident(),
    get: NOT_THERE_FOR_ADMINS,
  },
  "POST /api/v1/admin/incidents/[incident_id]/revoke-key": { ask: ofNoIncident(), get: NOT_THERE_FOR_ADMINS },
  "POST /api/v1/admin/incidents/[incident_id]/notify": {
    ask: ofNoIncident({ text: "Please look." }),
    get: NOT_THERE_FOR_ADMINS,
  },
  "GET /api/v1/account/notices": { ask: nothing, get: READERS_THEMSELVES },
  "DELETE /api/v1/account/notices/[incident_id]": { ask: ofNoIncident(), get: READERS_THEMSELVES },
  "POST /api/v1/admin/jobs/retry": {
    ask: () => ({ body: { queue: "default", id: "none" } }),
    get: "401 403 403 403 404 403 403 404",
  },
  "POST /api/v1/admin/jobs/retry-all": { ask: nothing, get: ADMINS },
  "POST /api/v1/admin/jobs/discard": {
    ask: () => ({ body: { queue: "default", id: "none" } }),
    get: "401 403 403 403 404 403 403 404",
  },
  "GET /api/v1/admin/workers/status": { ask: nothing, get: ADMINS },
  "POST /api/v1/admin/workers/[id]/start": { ask: () => ({ params: { id: "default" } }), get: ADMINS },
  "POST /api/v1/admin/workers/[id]/stop": { ask: () => ({ params: { id: "default" } }), get: ADMINS },
};

/** What is not ours to call here: next-auth's own endpoints want a server of Next's around them; e2e/accounts.spec.ts does. */
const ELSEWHERE = ["GET /api/auth/[...nextauth]", "POST /api/auth/[...nextauth]"];

type Handler = ((request: Request, context: { params: Promise<object> }) => Promise<Response>) & { scope?: Scope };
type Endpoint = { name: string; method: string; handler: Handler };

async function findEndpoints(): Promise<Endpoint[]> {
  const files = readdirSync("app", { recursive: true, encoding: "utf8" }).filter((file) =>
    /(^|\/)route\.tsx?$/.test(file),
  );
  const found = await Promise.all(
    files.map(async (file) => {
      const handlers = (await import(path.resolve("app", file))) as Record<string, Handler>;
      return METHODS.flatMap((method) => {
        const handler = handlers[method];
        return handler ? [{ name: `${method} /${path.dirname(file)}`, method, handler }] : [];
      });
    }),
  );
  const operations = OPERATIONS.map(({ method, path: at, handle, scope }) => ({
    name: `${method} /api/v1${at.replaceAll("{", "[").replaceAll("}", "]")}`,
    method,
    handler: Object.assign(handle as Handler, { scope }),
  }));
  return [...found.flat(), ...operations];
}

async function buildKey(actor: Actor, scopes: Scope[]) {
  const { id, secretHash, key } = drawKey();
  await db.insert(apiKeys).values({ id, userId: actor.id, name: "Test", secretHash, scopes });
  return { id, key };
}

/** A new token for each call: some of the calls end the session that makes them. */
async function tokenOf({ id: userId }: Actor) {
  const origin = { kind: "token", device: "test", address: "192.0.2.1" } as const;
  const session = await beginSession(userId, origin);
  return `Bearer ${await signToken({ userId, sessionId: session.id }, new Date())}`;
}

async function credentialsOf(caller: Caller, scope: Scope | undefined): Promise<Record<string, string>> {
  const others = SCOPE_NAMES.filter((name) => name !== scope);
  const own = scope ? [scope] : [...SCOPE_NAMES];
  switch (caller) {
    case "nobody":
      return {};
    case "owner":
      return { authorization: await tokenOf(owner) };
    case "other":
    case "moderator":
    case "admin":
      return { authorization: await tokenOf(people[caller]) };
    case "admin's key with all scopes but this":
      return { "x-api-key": (await buildKey(people.admin, others)).key };
    case "owner's key with the scope":
      return { "x-api-key": (await buildKey(owner, own)).key };
    case "admin's key with the scope":
      return { "x-api-key": (await buildKey(people.admin, own)).key };
  }
}

async function call({ method, handler }: Endpoint, caller: Caller, { params = {}, query = "", body }: Ask) {
  const request = new Request(`http://localhost/api${query}`, {
    method,
    headers: { ...(await credentialsOf(caller, handler.scope)), "content-type": "application/json" },
    body: method === "GET" || body === undefined ? null : JSON.stringify(body),
  });
  const { status } = await handler(request, { params: Promise.resolve(params) });
  // What a handler made of a request that has no photo, or of a site without an index, is not the question here.
  expect([429, 500]).not.toContain(status);
  return [401, 403, 404].includes(status) ? String(status) : "in";
}

const endpoints = await findEndpoints();

it("has a row for every endpoint, and an endpoint for every row", () => {
  expect(endpoints.map(({ name }) => name).sort()).toEqual([...Object.keys(TABLE), ...ELSEWHERE].sort());
});

describe("who gets through to", () => {
  it.each(endpoints.filter(({ name }) => name in TABLE))("$name", async (endpoint) => {
    const row = TABLE[endpoint.name];
    if (!row) throw new Error("no row");
    const got: string[] = [];
    for (const caller of CALLERS) got.push(await call(endpoint, caller, await row.ask()));
    expect(Object.fromEntries(CALLERS.map((caller, at) => [caller, got[at]]))).toEqual(
      Object.fromEntries(CALLERS.map((caller, at) => [caller, row.get.split(" ")[at]])),
    );
  });
});
