/** Where a payload or a line of a log names an account: every key that ends so. Pure. */
const PERSON_KEYS = [
  "userId",
  "actorId",
  "ownerId",
  "moderatorId",
  "readerId",
  "askerId",
  "decidedById",
  "typedById",
  "addedById",
];

const isPersonKey = (key: string): boolean => PERSON_KEYS.includes(key);

/** Whether JSON names the account anywhere in it. */
export function namesAccount(value: unknown, userId: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(
    ([key, inner]) => (isPersonKey(key) && inner === userId) || namesAccount(inner, userId),
  );
}

/** The same as a pattern for the database, which keeps JSON as text, with or without a space after the colon. */
export const accountPattern = (userId: number): string => `"(${PERSON_KEYS.join("|")})": ?${userId}[,}]`;
