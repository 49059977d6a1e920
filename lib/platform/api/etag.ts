import { createHash } from "node:crypto";

/** A name for just this text: weak, since a proxy may compress what it names. */
export const etagOf = (text: string): string =>
  `W/"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;

const withoutMark = (tag: string) => tag.trim().replace(/^W\//, "");

/** Whether who asks has this very answer already, by the `If-None-Match` of the request. */
export function hasAlready(headers: Headers, etag: string): boolean {
  const tags = headers.get("if-none-match")?.split(",") ?? [];
  return tags.some((tag) => tag.trim() === "*" || withoutMark(tag) === withoutMark(etag));
}
