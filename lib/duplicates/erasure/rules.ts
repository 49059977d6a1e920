/** What a merge keeps for its undo, without a person. Pure. */

/** Rows that are the person's own: they are not to come back. */
const OWN = "userId";
/** Where others' rows say who decided. */
const NAMES = new Set(["decidedById", "typedById", "moderatorId", "undoneById", "addedById"]);

const isRow = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/**
 * JSON without rows that belong to the account and without its name on others': undoing the merge later brings back neither.
 */
export function withoutPerson(value: unknown, userId: number): unknown {
  if (Array.isArray(value))
    return value.filter((one) => !(isRow(one) && one[OWN] === userId)).map((one) => withoutPerson(one, userId));
  if (!isRow(value) || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      NAMES.has(key) && inner === userId ? null : withoutPerson(inner, userId),
    ]),
  );
}
