import type { z } from "zod";
import { selectableFields } from "./fields";
import { answerSchema, type JsonSchema, requestSchema } from "./json-schema";

/** What of an operation stands in the document. */
export type Described = {
  id: string;
  method: string;
  path: string;
  summary: string;
  description?: string;
  access: string;
  scope?: string;
  isSecret?: true;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  upload?: { field: string; isOptional?: true };
  isLoose?: true;
  answers: Partial<Record<number, z.ZodType | { type: string } | null>>;
  refusals?: Record<string, number>;
};

const VERSION = "3.1.1";

const PROBLEM: JsonSchema = {
  type: "object",
  properties: {
    error: { type: "string", description: "What is wrong, for people." },
    code: { type: "string", description: "What is wrong, for programs: a word that stays." },
    requestId: { type: "string", format: "uuid", description: "Names the request in the site's log." },
  },
  required: ["error", "code", "requestId"],
};

const STATUS_WORDS: Record<number, string> = {
  200: "Done.",
  201: "Made.",
  202: "Taken, and done later.",
  204: "Done; there is nothing to say.",
  304: "You have it already.",
  400: "Something in the request is not as it must be; the text names it.",
  401: "Signed out, or the token or key is not valid.",
  403: "This account or key may not do that.",
  404: "There is no such thing, or not for you.",
  408: "The request did not arrive in time.",
  409: "It is there already, or was changed meanwhile.",
  413: "Too large.",
  415: "Of a type that is not taken.",
  422: "Understood, and cannot be done.",
  429: "Too many requests: Retry-After says when to come back.",
  500: "Something went wrong on our side.",
  503: "A part of the site is away: Retry-After says when to come back.",
};

const wordsOf = (status: number) => STATUS_WORDS[status] ?? "An answer.";

/** Where the API is, and in a sentence what the operations of each module are about. */
type Site = { site: string; version: string; tags: Record<string, string> };

/** The OpenAPI document of operations, made of the schemas that they read and answer with. */
export function describeApi(operations: Described[], { site, version, tags }: Site) {
  const paths: Record<string, Record<string, unknown>> = {};
  const shared: Record<string, JsonSchema> = { Problem: PROBLEM };
  for (const operation of operations) {
    paths[operation.path] ??= {};
    Object.assign(paths[operation.path] ?? {}, { [operation.method.toLowerCase()]: describeOperation(operation) });
  }
  const shown = hoist(paths, shared);
  return {
    openapi: VERSION,
    info: {
      title: "Ridizi",
      version,
      summary: "Point a phone at a book and know it; keep the library.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: `${site}/api/v1` }],
    tags: [...new Set(operations.map(tagOf))].sort().map((name) => ({ name, description: tags[name] })),
    paths: Object.fromEntries(Object.entries(shown as typeof paths).sort(([one], [other]) => (one < other ? -1 : 1))),
    components: {
      schemas: shared,
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A token of POST /auth/login, or a key." },
        key: { type: "apiKey", in: "header", name: "X-API-Key", description: "A key with the scope that is named." },
      },
    },
  };
}

/**
 * Moves what stands under the `$defs` of each schema to `shared`, where all of the document finds it. Throws for two that have
 * one name and are not the same.
 */
function hoist(value: unknown, shared: Record<string, JsonSchema>): unknown {
  if (Array.isArray(value)) return value.map((one) => hoist(one, shared));
  if (typeof value !== "object" || value === null) return value;
  const { $defs = {}, ...rest } = value as JsonSchema;
  for (const [name, schema] of Object.entries($defs as Record<string, JsonSchema>)) {
    const hoisted = hoist(schema, shared) as JsonSchema;
    if (shared[name] && JSON.stringify(shared[name]) !== JSON.stringify(hoisted))
      throw new Error(`two schemas are called ${name}`);
    shared[name] = hoisted;
  }
  return Object.fromEntries(
    Object.entries(rest).map(([key, one]) => [
      key,
      key === "$ref" && typeof one === "string" ? one.replace("#/$defs/", "#/components/schemas/") : hoist(one, shared),
    ]),
  );
}

const tagOf = ({ id }: Described) => id.split(".")[0] ?? id;

function describeOperation(operation: Described) {
  const { id, summary, description, access, scope } = operation;
  const notes = [
    description,
    access === "public"
      ? undefined
      : access === "user"
        ? "For who is signed in."
        : `For accounts of the role ${access}.`,
    access === "public" || scope ? undefined : "No key can do this.",
    scope && `A key needs the scope \`${scope}\`.`,
  ].filter(Boolean);
  return {
    operationId: id,
    tags: [tagOf(operation)],
    summary,
    description: notes.join("\n\n"),
    security: [...(access === "public" ? [{}] : []), { token: [] }, ...(scope ? [{ key: [] }] : [])],
    parameters: parametersOf(operation),
    ...(operation.body || operation.upload ? { requestBody: requestBodyOf(operation) } : {}),
    responses: responsesOf(operation),
    "x-ridizi-access": access,
    ...(scope ? { "x-ridizi-scope": scope } : {}),
  };
}

function parametersOf(operation: Described) {
  const { method, params, query, isSecret, access, upload } = operation;
  const listed = (place: "path" | "query", schema: z.ZodType | undefined) => {
    const { properties = {}, required = [] } = schema ? requestSchema(schema) : {};
    return Object.entries(properties).map(([name, { description, ...one }]) => ({
      ...{ name, in: place, required: place === "path" || (required as string[]).includes(name) },
      ...(description ? { description } : {}),
      schema: one,
    }));
  };
  const header = (name: string, description: string) => ({
    name,
    in: "header",
    description,
    schema: { type: "string" },
  });
  const fields = method === "GET" ? fieldsOf(operation) : [];
  return [
    ...listed("path", params),
    ...listed("query", query),
    ...(fields.length > 0
      ? [
          {
            ...{ name: "fields", in: "query", required: false },
            description: `These fields alone, with commas: ${fields.join(", ")}.`,
            schema: { type: "string" },
          },
          header("If-None-Match", "The ETag of an earlier answer: 304 where it still holds."),
        ]
      : []),
    ...(method === "POST" && access !== "public" && !isSecret && !upload
      ? [header("Idempotency-Key", "A text of your making. What is sent again with it within a day is done once.")]
      : []),
  ];
}

/** What `fields=` can choose from in the answer of an operation. */
function fieldsOf({ answers }: Described): string[] {
  const schema = answers[200];
  return schema && "parse" in schema ? selectableFields(answerSchema(schema)) : [];
}

function requestBodyOf({ body, upload, isLoose }: Described) {
  const schema = body ? requestSchema(body) : { type: "object", properties: {} };
  const needed = (schema.required as string[] | undefined) ?? [];
  const plain = { "application/json": { schema } };
  if (!upload)
    return {
      required: needed.length > 0,
      content: isLoose ? { ...plain, "application/x-www-form-urlencoded": { schema } } : plain,
    };
  const file = { type: "string", contentMediaType: "application/octet-stream" };
  const form = {
    schema: {
      ...schema,
      properties: { ...schema.properties, [upload.field]: file },
      required: [...needed, upload.field],
    },
  };
  return { required: true, content: { ...(upload.isOptional ? plain : {}), "multipart/form-data": form } };
}

function responsesOf(operation: Described) {
  const { method, access, params, query, body, upload, answers, refusals = {} } = operation;
  const problem = (status: number | string, codes: string[] = []) => ({
    description: [
      typeof status === "string" ? status : wordsOf(status),
      codes.length > 0 && `Codes: ${codes.map((code) => `\`${code}\``).join(", ")}.`,
    ]
      .filter(Boolean)
      .join(" "),
    content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
  });
  const statuses = new Set([
    ...(query || body || upload ? [400] : []),
    ...(access === "public" ? [] : [403]),
    ...(params ? [404] : []),
    ...(body || upload ? [408, 413] : []),
    ...(upload ? [415, 422] : []),
    ...[401, 429, 500, 503],
    ...Object.values(refusals),
  ]);
  const refused = [...statuses].map((status) => {
    const codes = Object.entries(refusals).flatMap(([code, one]) => (one === status ? [code] : []));
    return [status, problem(status, codes)] as const;
  });
  const given = Object.entries(answers).map(
    ([status, schema]) => [status, described(Number(status), schema ?? null)] as const,
  );
  const unchanged =
    method === "GET" && fieldsOf(operation).length > 0 ? [[304, { description: wordsOf(304) }] as const] : [];
  return Object.fromEntries([
    ...refused,
    ...unchanged,
    ...given,
    ["4XX", problem("Another refusal.")],
    ["5XX", problem("Trouble on our side.")],
  ]);
}

function described(status: number, schema: z.ZodType | { type: string } | null) {
  const description = wordsOf(status);
  if (schema === null) return { description };
  if ("parse" in schema) return { description, content: { "application/json": { schema: answerSchema(schema) } } };
  return { description, content: { [schema.type]: {} } };
}
