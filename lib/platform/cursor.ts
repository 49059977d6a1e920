/** Where a page of a sorted list ended: the value it is sorted by, and the row's id to tell equal ones apart. */
export type Position = { key: string | number; id: number };

/** A position as an opaque word for a link. */
export function encodeCursor({ key, id }: Position): string {
  return Buffer.from(JSON.stringify([key, id])).toString("base64url");
}

/** The position behind the word; undefined where somebody made the word up, which means the first page. */
export function decodeCursor(cursor: string | undefined): Position | undefined {
  if (!cursor) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (!Array.isArray(value) || value.length !== 2) return undefined;
    const [key, id] = value;
    const isKey = typeof key === "string" || (typeof key === "number" && Number.isFinite(key));
    return isKey && Number.isSafeInteger(id) && id > 0 ? { key, id } : undefined;
  } catch {
    return undefined;
  }
}

/** The same of a list that is sorted by a number, such as the milliseconds of a moment. */
export function decodeNumericCursor(cursor: string | undefined): (Position & { key: number }) | undefined {
  const position = decodeCursor(cursor);
  return typeof position?.key === "number" ? { ...position, key: position.key } : undefined;
}
