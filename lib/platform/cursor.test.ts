import { expect, it } from "vitest";
import { decodeCursor, decodeNumericCursor, encodeCursor } from "./cursor";

it("finds its way back", () => {
  expect(decodeCursor(encodeCursor({ key: "Sea", id: 7 }))).toEqual({ key: "Sea", id: 7 });
  expect(decodeNumericCursor(encodeCursor({ key: 1_700_000_000_000, id: 7 }))).toEqual({
    key: 1_700_000_000_000,
    id: 7,
  });
});

it.each(["", "x", "!!", Buffer.from("[1]").toString("base64url"), encodeCursor({ key: "a", id: -1 })])(
  "is the first page where somebody made it up: %j",
  (cursor) => expect(decodeCursor(cursor)).toBeUndefined(),
);

it("takes no word for a number", () => {
  expect(decodeNumericCursor(encodeCursor({ key: "abc", id: 1 }))).toBeUndefined();
  expect(decodeNumericCursor(undefined)).toBeUndefined();
});
