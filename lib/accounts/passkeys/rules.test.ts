import { describe, expect, it } from "vitest";
import { hashOfCredential, relyingPartyOf } from "./rules";

describe("relyingPartyOf", () => {
  it.each([
    ["https://books.example/", { id: "books.example", origin: "https://books.example" }],
    ["https://books.example:8443", { id: "books.example", origin: "https://books.example:8443" }],
    ["http://localhost:3000", { id: "localhost", origin: "http://localhost:3000" }],
    ["http://ridizi.localhost", { id: "ridizi.localhost", origin: "http://ridizi.localhost" }],
    ["http://books.example", undefined],
    ["https://192.168.1.20", undefined],
    ["https://[fe80::1]:8443", undefined],
    ["http://127.0.0.1:3000", undefined],
  ])("of %s", (appUrl, expected) => expect(relyingPartyOf(appUrl)).toEqual(expected));
});

it("tells credentials apart whose ids differ in capitals alone", () => {
  expect(hashOfCredential("abc")).not.toBe(hashOfCredential("ABC"));
});
