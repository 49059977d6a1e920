import "server-only";
import type { z } from "zod";
import { etagOf, hasAlready } from "@/lib/platform/api/etag";
import { selectFields } from "@/lib/platform/api/fields";
import { once } from "@/lib/platform/api/idempotency";
import { answerSchema, requestSchema } from "@/lib/platform/api/json-schema";
import { fromWire, isTooDeep, toWire, wireName } from "@/lib/platform/api/wire";
import { Problem, tooManyRequests } from "@/lib/platform/http";
import type { Limit } from "@/lib/platform/rate-limit";
import type { Fail } from "@/lib/platform/result";
import { readText, readUpload } from "@/lib/platform/upload";
import type { Scope } from "./keys/schema";
import type { Access } from "./policy";
import { type ApiRequest, apiRoute } from "./route";
import type { Actor } from "./schema";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The type of an answer that is no JSON, such as "image/jpeg". */
type Binary = { type: string };
/** Null: an answer without a body. */
export type Answer = z.ZodType | Binary | null;

/** One file of a form, in the field of this name; what else the form holds is the body, which comes as JSON where no file need be. */
type UploadField = { field: string; bytesMax: () => number; isOptional?: true };

/** All that is known of one operation of the REST API but its work: the gate, the documents and the tests read the same. */
export type Definition = {
  /** The name of the server action where this is its twin, as "library.add_book". */
  id: string;
  method: Method;
  /** Under /api/v1, as "/book/{isbn}". */
  path: string;
  /** A few words in the imperative, and what else there is to know. */
  summary: string;
  description?: string;
  access: Access;
  scope?: Scope;
  limit?: Limit;
  isForStrangers?: true;
  isWatched?: true;
  /** The answer or the body holds a secret that is kept nowhere, so no `Idempotency-Key` is taken. */
  isSecret?: true;
  /** Whoever knows the address may use it, so the log has only what kind of address it was. */
  isSecretAddress?: true;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  upload?: UploadField;
  bodyBytesMax?: number;
  /** The fields of the body may come as a form and in the query too: simple scanners and scripts do all three. */
  isLoose?: true;
  /** By status; the first is the one of a command that went well. */
  answers: Partial<Record<number, Answer>>;
  /** The status of each reason that a command of it gives, where `statusOf` would guess another. */
  refusals?: Record<string, number>;
};

export type Operation = Definition & {
  handle: (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
};

type Out<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

export type Call<D extends Definition> = Omit<ApiRequest<Record<string, string>>, "actor" | "params"> & {
  actor: D["access"] extends "public" ? Actor | null : Actor;
  params: Out<D["params"]>;
  query: Out<D["query"]>;
  body: Out<D["body"]>;
  file: D["upload"] extends { isOptional: true }
    ? Buffer | undefined
    : D["upload"] extends UploadField
      ? Buffer
      : undefined;
};

/** An answer with another status than the first, or with headers of its own. */
export class Reply {
  constructor(
    readonly status: number,
    readonly value: unknown,
    readonly headers: Record<string, string> = {},
  ) {}
}
export const reply = (status: number, value: unknown = null, headers?: Record<string, string>) =>
  new Reply(status, value, headers);

/** What the work of an operation gives: the outcome of a command, a plain value, or a `Reply`; a `Response` where it is no JSON. */
type Done = ({ ok: true } & object) | Fail<string> | Reply | Response | object | null;

const JSON_BYTES_MAX = 8_192;
/** As much as a server action takes: long texts, lists of thousands, and what takes a change of thousands back. */
export const LARGE_BODY = 1_048_576;

/**
 * One operation of the REST API: who may, what comes in, what goes out and how it is refused, said once. Names are ours inside
 * and those of the wire outside; what the answer's schema does not name never leaves. A `GET` is answered with an ETag and
 * takes `fields=`; a `POST` takes an `Idempotency-Key` of whoever is signed in.
 */
export function operation<const D extends Definition>(
  definition: D,
  work: (call: Call<D>) => Promise<Done>,
): Operation {
  const handle = apiRoute<Record<string, string>>({ ...definition, ...loggedAs(definition) }, async (call) => {
    const { request, actor } = call;
    const params = parse(definition.params, call.params, 404);
    const search = Object.fromEntries(new URL(request.url).searchParams);
    const { fields, ...asked } = search;
    if (definition.method !== "GET") refuseUnread(definition, request, Object.keys(search));
    const query = parse(definition.query, asked, 400);
    const { text, body, file } = await readBody(definition, request);
    const run = async (): Promise<Response> => {
      const done = await work({ ...call, params, query, body, file } as unknown as Call<D>);
      return answer(definition, request, done, fields);
    };
    const key = request.headers.get("idempotency-key");
    const isRepeatable = definition.method === "POST" && !definition.isSecret && file === undefined;
    if (key === null || !actor || !isRepeatable) return run();
    return once(`${actor.id}:${definition.id}`, key, JSON.stringify([call.params, search, text]), run);
  });
  return { ...definition, handle };
}

const loggedAs = ({ id, path, isSecretAddress }: Definition) => ({
  operation: id,
  shownAs: isSecretAddress ? path : undefined,
});

/**
 * Throws Problem 400 for what would be read past where something is changed: a misspelt `?isbn=` of one book must not mean all.
 */
function refuseUnread({ query, body, upload, isLoose }: Definition, request: Request, asked: string[]): void {
  if (isLoose) return;
  const known = query ? Object.keys(requestSchema(query).properties ?? {}) : [];
  const unread = asked.find((name) => !known.includes(name));
  if (unread !== undefined)
    throw new Problem(400, "unknown_parameter", `“${unread}” is no parameter of this. There ${sayKnown(known)}.`);
  const isBodiless = !body && !upload;
  if (isBodiless && request.method === "DELETE" && Number(request.headers.get("content-length") ?? 0) > 0)
    throw new Problem(400, "unread_body", "This takes no body: what it is about stands in the address.");
}

const sayKnown = (names: string[]) => (names.length === 0 ? "is none" : `are ${names.join(", ")}`);

/** Throws Problem: 404 for an address that can be none, 400 for anything else that is not as it must be. */
function parse(schema: z.ZodType | undefined, given: Record<string, unknown>, status: 400 | 404): unknown {
  if (!schema) return undefined;
  if (isTooDeep(given)) throw new Problem(400, "too_deep", "This JSON is nested too deeply.");
  const parsed = schema.safeParse(fromWire(given));
  if (parsed.success) return parsed.data;
  if (status === 404) throw new Problem(404, "not_found", "There is nothing at this address.");
  throw invalid(parsed.error);
}

function invalid(error: z.ZodError): Problem {
  const [issue] = error.issues;
  const field = issue?.path.map((part) => (typeof part === "string" ? wireName(part) : String(part))).join(".");
  return new Problem(
    400,
    "invalid_input",
    `${field ? `${field}: ` : ""}${issue?.message ?? "Please check the fields."}`,
  );
}

const FORM = /^multipart\/form-data|^application\/x-www-form-urlencoded/i;
const typeOf = ({ headers }: Request): string => headers.get("content-type") ?? "";

async function readBody(definition: Definition, request: Request) {
  const { body, upload, bodyBytesMax = JSON_BYTES_MAX, isLoose } = definition;
  if (upload && !(upload.isOptional && !FORM.test(typeOf(request)))) {
    const { file, fields } = await readUpload(request, upload.field, upload.bytesMax());
    return { text: "", file, body: parse(body, fields, 400) };
  }
  if (!body) return { text: "" };
  const text = await readText(request, bodyBytesMax);
  return { text, body: parse(body, isLoose ? await readLoosely(request, text) : readJson(text), 400) };
}

/** What is no object has no fields, which is for the schema to say. */
async function readLoosely(request: Request, text: string): Promise<Record<string, unknown>> {
  const type = typeOf(request);
  const asked = Object.fromEntries(new URL(request.url).searchParams);
  if (text.trim() === "") return asked;
  if (!FORM.test(type)) {
    const sent: unknown = readJson(text);
    return typeof sent === "object" && sent !== null ? { ...asked, ...sent } : asked;
  }
  const form = await new Response(text, { headers: { "content-type": type } }).formData().catch((cause) => {
    throw Object.assign(new Problem(400, "malformed", "This is not a complete form."), { cause });
  });
  return { ...asked, ...Object.fromEntries(form) };
}

function readJson(text: string): Record<string, unknown> {
  try {
    // Where every field may be left out, so may the body.
    return text.trim() === "" ? {} : JSON.parse(text);
  } catch (cause) {
    throw Object.assign(new Problem(400, "malformed", "This is not JSON."), { cause });
  }
}

const isFail = (done: object): done is Fail<string> => "ok" in done && done.ok === false;

function answer(definition: Definition, request: Request, done: Done, fields: string | undefined): Response {
  if (done instanceof Response) return done;
  if (done !== null && isFail(done)) throw refusal(definition, done);
  const [first] = Object.keys(definition.answers).map(Number);
  const { status, value, headers } = done instanceof Reply ? done : reply(first ?? 200, done, {});
  const schema = definition.answers[status];
  if (schema === undefined) throw new Error(`${definition.id} answers ${status}, which it does not name`);
  const common = { "Cache-Control": definition.access === "public" ? "no-cache" : "private, no-cache", ...headers };
  if (schema === null) return new Response(null, { status, headers: common });
  if (!("parse" in schema)) throw new Error(`${definition.id} owes a ${schema.type}`);
  const whole = toWire(schema.parse(value));
  const shown = fields === undefined ? whole : selectFields(whole, fields, answerSchema(schema));
  const text = JSON.stringify(shown);
  if (definition.method !== "GET" || status !== 200)
    return json(text, status, { ...common, "Cache-Control": headers["Cache-Control"] ?? "no-store" });
  const etag = etagOf(text);
  if (hasAlready(request.headers, etag)) return new Response(null, { status: 304, headers: { ...common, ETag: etag } });
  return json(text, status, { ...common, ETag: etag });
}

const json = (text: string, status: number, headers: Record<string, string>) =>
  new Response(text, { status, headers: { ...headers, "Content-Type": "application/json" } });

const CONFLICTS = /^(?:already_|too_many_|still_|not_empty|taken|out_of_date|changed_since|last_)/;
const ABSENT = /(?:^|_)not_(?:found|there)$/;
const FORBIDDEN = /^(?:forbidden|not_(?:allowed|yours|owner|member)|password_needed|wrong_password|not_fresh)$/;
const AWAY = /^(?:busy|unavailable|at_work|not_ready)$/;

/** The status of a command's refusal by its reason, where the operation does not name another. */
export function statusOf(reason: string): number {
  if (reason === "too_many_requests") return 429;
  if (ABSENT.test(reason)) return 404;
  if (FORBIDDEN.test(reason)) return 403;
  if (CONFLICTS.test(reason)) return 409;
  return AWAY.test(reason) ? 503 : 422;
}

function refusal({ refusals }: Definition, { reason, message, ...more }: Fail<string>): Problem {
  if (reason === "too_many_requests" && "retryAfterSeconds" in more)
    return tooManyRequests(Number(more.retryAfterSeconds));
  const status = refusals?.[reason] ?? statusOf(reason);
  return new Problem(status, reason, message ?? "This cannot be done.", status === 503 ? { "Retry-After": "5" } : {});
}
