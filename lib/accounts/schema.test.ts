import { describe, expect, it } from "vitest";
import { signUpInput } from "./schema";

const good = { username: "alice", email: "alice@example.org", password: "correct horse battery" };

describe("signUpInput", () => {
  it.each([
    ["letters of any script", { username: "Ælfþryð-Михаил.山" }],
    ["no e-mail address", { email: undefined }],
    ["a blank e-mail address", { email: "  " }],
    ["a pass phrase with spaces and emoji", { password: "ein Satz mit 🦔 darin" }],
  ])("takes %s", (_, given) => {
    expect(signUpInput.safeParse({ ...good, ...given }).success).toBe(true);
  });

  it.each([
    ["a short name", { username: "al" }],
    ["a name of 51 letters", { username: "a".repeat(51) }],
    ["a name that is an address, which would sign in as somebody else", { username: "bob@example.org" }],
    ["a name with markup", { username: "<b>bob</b>" }],
    ["a name with a direction mark", { username: "bob\u202ealice" }],
    ["one sign that stands for words with spaces", { username: "\ufdfa\ufdfa\ufdfa" }],
    ["signs that stand for more than 50 letters", { username: "\ufdfb".repeat(50) }],
    ["signs that stand for brackets", { username: "\u2474\u2488x" }],
    ["a name that ends in a dot", { username: "bob." }],
    ["a short password", { password: "123456789" }],
    ["a megabyte of password", { password: "x".repeat(1_000_000) }],
    ["the name as the password", { username: "alice-in-wonderland", password: "Alice-In-Wonderland" }],
    ["half an address", { email: "alice@" }],
    ["something that is no text", { username: { $gt: "" } }],
  ])("refuses %s", (_, given) => {
    expect(signUpInput.safeParse({ ...good, ...given }).success).toBe(false);
  });

  it.each(["reаder", "Admin", "ridizi"])("refuses %s, which could be taken for somebody else", (username) => {
    expect(signUpInput.safeParse({ username, password: "correct horse battery" }).success).toBe(false);
  });

  it("writes equal names in one way, and addresses in small letters", () => {
    const parsed = signUpInput.parse({ ...good, username: " ﬁona ", email: " Alice@Example.ORG " });
    expect([parsed.username, parsed.email]).toEqual(["fiona", "alice@example.org"]);
  });
});
