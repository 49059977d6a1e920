import Ajv, { type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc, { type Arbitrary } from "fast-check";

// Calls every operation of the OpenAPI document with what it says that it takes, and with what it does not, and holds each answer
// against what it says that it gives.

type Schema = { [key: string]: unknown };
type Media = Record<string, { schema?: Schema }>;
type Parameter = { name: string; in: "path" | "query" | "header"; required?: boolean; schema: Schema };
type Described = {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: Media };
  responses: Record<string, { content?: Media }>;
  "x-ridizi-access": string;
};
export type Document = {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
};
export type ApiOperation = Described & { method: string; path: string };
export type ApiInput = { address: string; headers: Record<string, string>; body?: { type: string; text: string } };
export type ApiAnswer = { status: number; type: string | null; text: string };

export const operationsOf = ({ paths }: Document): ApiOperation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ ...described, method: method.toUpperCase(), path })),
  );

const LENGTH_MAX = 24;
const MOMENTS = { min: new Date("2001-01-01"), max: new Date("2030-01-01"), noInvalidDate: true };

/** Values that a schema allows. What only the code behind it knows (a check digit, whose it is) may still be refused. */
export function valuesOf(schema: Schema, document: Document): Arbitrary<unknown> {
  const of = (one: unknown) => valuesOf(one as Schema, document);
  if (typeof schema.$ref === "string") {
    const name = schema.$ref.slice("#/components/schemas/".length);
    return of(document.components.schemas[name]);
  }
  if ("const" in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  const either = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(either)) return fc.oneof(...either.map(of));
  if (Array.isArray(schema.allOf)) return fc.tuple(...schema.allOf.map(of)).map((parts) => Object.assign({}, ...parts));
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => of({ ...schema, type })));
  switch (schema.type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.maxSafeInteger().chain(() => fc.integer(boundsOf(schema)));
    case "number":
      return fc.double({ ...boundsOf(schema), noNaN: true });
    case "string":
      return textsOf(schema);
    case "array": {
      if (Array.isArray(schema.prefixItems)) return fc.tuple(...schema.prefixItems.map(of));
      const { minItems = 0, maxItems = 3 } = schema as { minItems?: number; maxItems?: number };
      return fc.array(of(schema.items ?? {}), {
        minLength: minItems,
        maxLength: Math.max(minItems, Math.min(maxItems, 3)),
      });
    }
    case "object":
      return objectsOf(schema, of);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

function boundsOf(schema: Schema): { min: number; max: number } {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema as Record<string, number | undefined>;
  const step = schema.type === "integer" ? 1 : 1e-6;
  const min = minimum ?? (exclusiveMinimum === undefined ? -1_000_000 : exclusiveMinimum + step);
  const max = maximum ?? (exclusiveMaximum === undefined ? 1_000_000 : exclusiveMaximum - step);
  return { min: Math.max(min, -(2 ** 31)), max: Math.min(max, 2 ** 31 - 1) };
}

function textsOf(schema: Schema): Arbitrary<string> {
  const {
    minLength = 0,
    maxLength = LENGTH_MAX,
    format,
    pattern,
  } = schema as {
    minLength?: number;
    maxLength?: number;
    format?: string;
    pattern?: string;
  };
  if (format === "date-time") return fc.date(MOMENTS).map((date) => date.toISOString());
  if (format === "date") return fc.date(MOMENTS).map((date) => date.toISOString().slice(0, 10));
  if (format === "uuid") return fc.uuid();
  if (format === "email") return fc.emailAddress();
  if (format === "uri") return fc.webUrl();
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, "u"));
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, LENGTH_MAX)), unit: "grapheme" });
}

function objectsOf(schema: Schema, of: (one: unknown) => Arbitrary<unknown>): Arbitrary<unknown> {
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  const required = (schema.required ?? []) as string[];
  const named = fc.record(Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, of(one)])), {
    requiredKeys: required.filter((name) => name in properties),
  });
  const more = schema.additionalProperties;
  if (typeof more !== "object" || more === null || Object.keys(properties).length > 0) return named;
  return fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), of(more), { maxKeys: 3 });
}

/** What is really there, by the name of the parameter or field: without it hardly a call would find anything. */
export type Known = Record<string, unknown[]>;

const oftenKnown = (name: string, known: Known, values: Arbitrary<unknown>): Arbitrary<unknown> =>
  known[name]?.length ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known[name]) }, values) : values;

/** Puts what is really there into the fields of a body that bear its name, however deep, and into lists of such. */
function withKnown(body: unknown, known: Known, at: number): unknown {
  if (Array.isArray(body)) return body.map((one) => withKnown(one, known, at));
  if (typeof body !== "object" || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      const there = known[name] ?? known[name.replace(/s$/, "")] ?? [];
      const one = there[at % there.length];
      if (there.length === 0 || (typeof value === "object" && !Array.isArray(value)))
        return [name, withKnown(value, known, at)];
      return [name, Array.isArray(value) ? value.map(() => one) : one];
    }),
  );
}

const odd = fc.oneof(
  fc.string({ maxLength: 40, unit: "binary" }),
  fc.constantFrom("", "0", "-1", "NaN", "%", "null", "../..", "1e9"),
);

/** Calls of an operation: in good form, or with one part of it in bad form. */
export function inputsOf(operation: ApiOperation, document: Document, known: Known): Arbitrary<ApiInput> {
  const { parameters = [], requestBody } = operation;
  const spoilt = fc.constantFrom("nothing", "nothing", "path", "query", "body");
  const values = fc.tuple(
    ...parameters.map(({ name, schema, required }) => {
      const good = oftenKnown(name, known, valuesOf(schema, document));
      return required ? good : fc.option(good, { nil: undefined });
    }),
  );
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const isForm = type === "multipart/form-data";
  const body = media?.schema && !isForm ? valuesOf(media.schema, document) : fc.constant(undefined);
  return fc
    .record({ spoilt, values, body, useKnown: fc.boolean(), at: fc.nat(1_000), odd, junk: fc.anything() })
    .map(({ spoilt: part, values: given, body: whole, useKnown, at, odd: oddText, junk }) => {
      const headers: Record<string, string> = {};
      const query = new URLSearchParams();
      let path = operation.path;
      for (const [index, { name, in: place }] of parameters.entries()) {
        const value = given[index];
        if (place === "path")
          path = path.replace(`{${name}}`, encodeURIComponent(part === "path" ? oddText : String(value)) || "-");
        else if (place === "query" && part === "query") query.set(name, oddText);
        else if (value === undefined) continue;
        else if (place === "query") query.set(name, String(value));
        // Header values are plain text.
        else headers[name] = encodeURIComponent(String(value)).slice(0, 60) || "x";
      }
      const address = `/api/v1${path}${query.size > 0 ? `?${query}` : ""}`;
      if (isForm) return { address, headers, body: { type: "multipart/form-data; boundary=x", text: "--x--\r\n" } };
      if (type === undefined) return { address, headers };
      const sent = part === "body" ? junk : useKnown ? withKnown(whole, known, at) : whole;
      return { address, headers, body: { type, text: toText(sent) } };
    });
}

/** As JSON; what JSON has no words for comes as broken text. */
function toText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "{";
  } catch {
    return '{"broken":';
  }
}

/** What is wrong with an answer by the document; undefined where nothing is. */
export function createJudge(document: Document) {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema({ $id: "api", components: document.components });
  const kept = new Map<string, ValidateFunction>();
  const text = (schema: Schema) =>
    JSON.stringify(schema).replaceAll("#/components/schemas/", "api#/components/schemas/");

  return function judge(operation: ApiOperation, { status, type, text: answer }: ApiAnswer): string | undefined {
    const named = operation.responses[status];
    if (status >= 500 && !named) return `${status} is not in the document: ${answer.slice(0, 300)}`;
    if (status === 500) return `500: ${answer.slice(0, 300)}`;
    const response = named ?? operation.responses[`${String(status)[0]}XX`];
    if (!response) return `${status} is not in the document`;
    const media = response.content?.["application/json"];
    if (!media?.schema) return undefined;
    if (!type?.startsWith("application/json")) return `${status} is no JSON but ${type}`;
    const key = `${operation.operationId} ${status}`;
    const validate = kept.get(key) ?? ajv.compile(JSON.parse(text(media.schema)));
    kept.set(key, validate);
    // `fields=` leaves fields out by the caller's own wish.
    const errors = validate(JSON.parse(answer)) ? [] : (validate.errors ?? []);
    return errors.length > 0 ? `${status}: ${ajv.errorsText(errors)} in ${answer.slice(0, 400)}` : undefined;
  };
}
