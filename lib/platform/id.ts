import { randomUUID } from "node:crypto";

/** A random id. Random and not sequential: an id that came back after a database reset would collide with old job keys. */
export const newId = (): string => randomUUID();
