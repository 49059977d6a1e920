/** What of an OpenAPI document the page about it shows. */
export type Schema = {
  [key: string]: unknown;
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  required?: string[];
};
export type Parameter = { name: string; in: string; required?: boolean; description?: string; schema: Schema };
type Media = Record<string, { schema?: Schema }>;
export type Operation = {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Media };
  responses: Record<string, { description: string; content?: Media }>;
  security: Record<string, unknown>[];
};
export type ApiDocument = {
  info: { version: string };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

export type Addressed = Operation & { method: string; path: string };

/** The operations of each tag, in the order of the document. */
export function groupByTag({ tags, paths }: ApiDocument): { tag: string; words: string; operations: Addressed[] }[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
  return tags.map(({ name, description }) => ({
    tag: name,
    words: description,
    operations: all.filter((operation) => operation.tags[0] === name),
  }));
}

const NAME = /\/([^/]+)$/;
export const nameOfRef = (ref: string): string => NAME.exec(ref)?.[1] ?? ref;

const literal = (value: unknown) => JSON.stringify(value);

/** A type in a few words: "string", "array of Book", "1 | 2 | null". */
export function typeWords(schema: Schema): string {
  if (schema.$ref) return nameOfRef(schema.$ref);
  if ("const" in schema) return literal(schema.const);
  if (schema.enum) return schema.enum.map(literal).join(" | ");
  if (schema.anyOf) return schema.anyOf.map(typeWords).join(" | ");
  if (Array.isArray(schema.type)) return schema.type.join(" | ");
  if (schema.type === "array") return `array of ${schema.items ? typeWords(schema.items) : "anything"}`;
  if (schema.type === "string" && typeof schema.format === "string") return schema.format;
  return schema.type ?? "anything";
}

/** What a value must keep to, in words: "1 to 100", "at most 50 characters"; empty where nothing is asked. */
export function boundsWords(schema: Schema): string {
  const { minimum, maximum, exclusiveMinimum, minLength, maxLength, minItems, maxItems } = schema as Record<
    string,
    number | undefined
  >;
  const least = minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum + 1);
  // The bounds of every whole number in JavaScript say nothing.
  const isTold = (bound: number | undefined): bound is number => bound !== undefined && Math.abs(bound) < 2 ** 53 - 1;
  const range = (low: number | undefined, high: number | undefined, unit: string) => {
    if (isTold(low) && isTold(high)) return `${low} to ${high}${unit}`;
    if (isTold(high)) return `at most ${high}${unit}`;
    return isTold(low) && low > 0 ? `at least ${low}${unit}` : "";
  };
  const preset = "default" in schema ? `usually ${literal(schema.default)}` : "";
  return [
    range(least, maximum, ""),
    range(minLength, maxLength, " characters"),
    range(minItems, maxItems, " entries"),
    preset,
  ]
    .filter(Boolean)
    .join("; ");
}

/** The schema that a `$ref` stands for. */
export const resolve = (schema: Schema, schemas: Record<string, Schema>): Schema =>
  schema.$ref ? (schemas[nameOfRef(schema.$ref)] ?? schema) : schema;

/** A small example of a body: what must be there, and the first fields where nothing must. */
export function exampleOf(schema: Schema, schemas: Record<string, Schema>): unknown {
  const known = resolve(schema, schemas);
  if ("default" in known) return known.default;
  if ("const" in known) return known.const;
  if (known.enum) return known.enum[0];
  if (known.anyOf) return known.anyOf[0] ? exampleOf(known.anyOf[0], schemas) : null;
  const type = Array.isArray(known.type) ? known.type[0] : known.type;
  if (type === "array") return known.items ? [exampleOf(known.items, schemas)] : [];
  if (type === "object") {
    const properties = Object.entries(known.properties ?? {});
    const required = properties.filter(([name]) => known.required?.includes(name));
    const shown = required.length > 0 ? required : properties.slice(0, 2);
    return Object.fromEntries(shown.map(([name, one]) => [name, SAMPLES[name] ?? exampleOf(one, schemas)]));
  }
  if (type === "integer" || type === "number") return 1;
  if (type === "boolean") return true;
  if (type === "null") return null;
  return known.format === "date" ? "2026-03-14" : known.format === "date-time" ? "2026-03-14T09:26:00Z" : "…";
}

/** What reads better than "…". */
const SAMPLES: Record<string, string> = {
  isbn: "9780306406157",
  username: "ann",
  name: "By the sea",
  title: "Middlemarch",
};

/** The call as one types it into a shell. */
export function curlOf(
  { method, path, parameters, requestBody, security }: Addressed,
  { servers, components }: ApiDocument,
): string {
  const fill = ({ name, schema }: Parameter) => SAMPLES[name] ?? exampleOf(schema, components.schemas);
  const inPath = parameters.filter((one) => one.in === "path");
  const address = inPath.reduce((to, one) => to.replace(`{${one.name}}`, String(fill(one))), path);
  const query = parameters.filter((one) => one.in === "query" && one.required);
  const asked = query.map((one) => `${one.name}=${encodeURIComponent(String(fill(one)))}`).join("&");
  const isOpen = security.some((one) => Object.keys(one).length === 0);
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const properties = Object.keys(media?.schema?.properties ?? {});
  const body =
    type === "multipart/form-data"
      ? [`-F ${properties.at(-1) ?? "file"}=@photo.jpg`]
      : media?.schema
        ? ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(exampleOf(media.schema, components.schemas))}'`]
        : [];
  return [
    `curl -s ${method === "GET" ? "" : `-X ${method} `}"${servers[0]?.url ?? ""}${address}${asked ? `?${asked}` : ""}"`,
    ...(isOpen ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...body,
  ].join(" \\\n  ");
}

/** The names of the shared schemas that operations speak of, also within others. */
export function schemasOf(operations: Operation[], { components: { schemas } }: ApiDocument): string[] {
  const found = new Set<string>();
  const look = (value: unknown) => {
    for (const [, name = ""] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (found.has(name)) continue;
      found.add(name);
      look(schemas[name] ?? {});
    }
  };
  look(operations);
  return [...found].sort();
}
