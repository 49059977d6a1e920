// On the wire names are written like_this, in our code likeThis: one rule for all, so that an action and its twin in the REST
// API share their schemas.

/** The one name of the public contract that is written like ours. */
const KEPT = new Set(["requestId"]);

/** `collectionId` → `collection_id`; what is no such name stays as it is. */
export const wireName = (name: string): string =>
  KEPT.has(name) ? name : name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `collection_id` → `collectionId`. */
export const codeName = (name: string): string =>
  name.replace(/(?<=[a-z0-9])_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The same value with the names that the wire has; moments become ISO 8601, as in any JSON. */
export const toWire = (value: unknown): unknown => rename(value, wireName);

/** What came over the wire, with the names that our schemas have. */
export const fromWire = (value: unknown): unknown => rename(value, codeName);

/** Nothing of ours lies deeper; what does was made to exhaust us. */
const DEPTH_MAX = 32;

/** Whether something lies so deep in a value that no work may follow it down. */
export const isTooDeep = (value: unknown, depth = 0): boolean =>
  typeof value === "object" &&
  value !== null &&
  (depth > DEPTH_MAX || Object.values(value).some((one) => isTooDeep(one, depth + 1)));

function rename(value: unknown, nameOf: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => rename(one, nameOf));
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [nameOf(name), rename(one, nameOf)]));
}

type Snake<Text extends string> = Text extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${Snake<Rest>}`
  : "";
type WireName<Name> = Name extends string
  ? string extends Name
    ? Name
    : Name extends "requestId"
      ? Name
      : Snake<Name>
  : Name;

/** The type of a value as who reads the answer has it. */
export type Wire<Value> = Value extends Date
  ? string
  : Value extends readonly unknown[]
    ? { [At in keyof Value]: Wire<Value[At]> }
    : Value extends object
      ? { [Name in keyof Value as WireName<Name>]: Wire<Value[Name]> }
      : Value;

type JsonSchema = { [key: string]: unknown };

/** A JSON Schema of ours with the names of the wire. What stands under `additionalProperties` is data and keeps its names. */
export function toWireSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toWireSchema);
  if (typeof schema !== "object" || schema === null) return schema;
  const { properties, required, default: preset, $defs, ...rest } = schema as JsonSchema;
  const mapped: JsonSchema = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, LITERAL.has(key) ? value : toWireSchema(value)]),
  );
  if (properties !== undefined)
    mapped.properties = Object.fromEntries(
      Object.entries(properties as JsonSchema).map(([name, value]) => [wireName(name), toWireSchema(value)]),
    );
  // Under these stand names of ours, none of the wire.
  if ($defs !== undefined)
    mapped.$defs = Object.fromEntries(
      Object.entries($defs as JsonSchema).map(([name, value]) => [name, toWireSchema(value)]),
    );
  if (required !== undefined) mapped.required = (required as string[]).map(wireName);
  if (preset !== undefined) mapped.default = toWire(preset);
  return mapped;
}

/** What holds values of the wire, not schemas. */
const LITERAL = new Set(["enum", "const", "examples"]);
