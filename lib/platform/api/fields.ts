import { Problem } from "../http";
import { type JsonSchema, resolveRef } from "./json-schema";

/** Of a page of a list: the name of the list in the answer, which has a cursor beside it. */
const listIn = ({ properties }: JsonSchema): string | undefined =>
  properties?.next_cursor && Object.keys(properties).find((name) => properties[name]?.type === "array");

/** The names that `fields=` can choose from, of an answer or of each entry of a list; none where it is neither. */
export function selectableFields(root: JsonSchema): string[] {
  const schema = resolveRef(root, root);
  const list = listIn(schema);
  const entry = (list ? schema.properties?.[list]?.items : schema.items) ?? schema;
  return Object.keys(resolveRef(entry, root).properties ?? {});
}

/**
 * The answer with the named fields alone; a page of a list keeps its cursor. Throws Problem 400 for a name that the answer
 * does not have.
 */
export function selectFields(value: unknown, fields: string, root: JsonSchema): unknown {
  const known = selectableFields(root);
  const names = fields.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Problem(400, "unknown_field", `fields: there is no “${unknown}” here. There are ${known.join(", ")}.`);
  const pick = (entry: unknown) =>
    Object.fromEntries(Object.entries(entry as object).filter(([name]) => names.includes(name)));
  const list = listIn(resolveRef(root, root));
  if (list === undefined) return Array.isArray(value) ? value.map(pick) : pick(value);
  const page = value as Record<string, unknown[]>;
  return { ...page, [list]: (page[list] ?? []).map(pick) };
}
