import { z } from "zod";
import { toWireSchema } from "./wire";

export type JsonSchema = {
  [key: string]: unknown;
  type?: string;
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

function convert(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { ...options, io });
  return toWireSchema(json) as JsonSchema;
}

const kept = new Map<z.ZodType, JsonSchema>();

/** The JSON Schema of what comes in, with the names of the wire. */
export const requestSchema = (schema: z.ZodType): JsonSchema => convert(schema, "input");

/** The JSON Schema of what goes out, with the names of the wire; the same object for the same schema. */
export function answerSchema(schema: z.ZodType): JsonSchema {
  const known = kept.get(schema) ?? convert(schema, "output");
  kept.set(schema, known);
  return known;
}
