import { Problem } from "../http";

type JsonSchema = { type?: unknown; properties?: Record<string, JsonSchema>; items?: JsonSchema };

/** Of a page of a list: the name of the list in the answer, which has a cursor beside it. */
const listIn = (schema: JsonSchema): string | undefined =>
  schema.properties?.next_cursor &&
  Object.keys(schema.properties).find((name) => schema.properties?.[name]?.type === "array");

/** The names that `fields=` can choose from, of an answer or of each entry of a list; none where it is neither. */
export function selectableFields(schema: JsonSchema): string[] {
  const list = listIn(schema);
  const entry = (list ? schema.properties?.[list]?.items : schema.items) ?? schema;
  return Object.keys(entry.properties ?? {});
}

/**
 * The answer with the named fields alone; a page of a list keeps its cursor. Throws Problem 400 for a name that the answer
 * does not have.
 */
export function selectFields(value: unknown, fields: string, schema: JsonSchema): unknown {
  const known = selectableFields(schema);
  const names = fields.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Problem(400, "unknown_field", `fields: there is no “${unknown}” here. There are ${known.join(", ")}.`);
  const pick = (entry: unknown) =>
    Object.fromEntries(Object.entries(entry as object).filter(([name]) => names.includes(name)));
  const list = listIn(schema);
  if (list === undefined) return Array.isArray(value) ? value.map(pick) : pick(value);
  const page = value as Record<string, unknown[]>;
  return { ...page, [list]: (page[list] ?? []).map(pick) };
}
