import { z } from "zod";
import { toWireSchema } from "./wire";

export type JsonSchema = {
  [key: string]: unknown;
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
};

/** JSON has no moments: they are texts of ISO 8601. */
const options = {
  unrepresentable: "any",
  override: ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Record<string, unknown> }) => {
    if (zodSchema._zod.def.type === "date") Object.assign(jsonSchema, { type: "string", format: "date-time" });
  },
} as const;

/**
 * The JSON Schema of `schema` with the names of the wire. What has an `id` of its own, as `.meta({ id: "Book" })`, stands under
 * `$defs`.
 */
function convert(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { ...options, io });
  return toWireSchema(json) as JsonSchema;
}

const kept = new Map<z.ZodType, JsonSchema>();

/** Of what comes in. A shared one is called `…Input`: an answer of the same schema is stricter, as nothing else is in it. */
export function requestSchema(schema: z.ZodType): JsonSchema {
  const { $defs, ...json } = convert(schema, "input");
  if ($defs === undefined) return json;
  const named = Object.entries($defs as Record<string, JsonSchema>).map(([name, one]) => [`${name}Input`, one]);
  const text = JSON.stringify({ ...json, $defs: Object.fromEntries(named) });
  return JSON.parse(text.replace(/("\$ref":"#\/\$defs\/\w+)"/g, '$1Input"')) as JsonSchema;
}

/** Of what goes out; the same object for the same schema. */
export function answerSchema(schema: z.ZodType): JsonSchema {
  const known = kept.get(schema) ?? convert(schema, "output");
  kept.set(schema, known);
  return known;
}

const REF = "#/$defs/";

/** What a `$ref` of a schema stands for, with the schema's own `$defs`; any other schema as it is. */
export function resolveRef(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const { $ref: ref } = schema;
  if (typeof ref !== "string" || !ref.startsWith(REF)) return schema;
  return (root.$defs as Record<string, JsonSchema> | undefined)?.[ref.slice(REF.length)] ?? schema;
}
