import { describe, expect, it } from "vitest";
import { hashOfIdentity, isSameIssuer, usernamesFor, verifiedEmailOf } from "./rules";
import { type Claims, claims } from "./schema";

const said = (given: Partial<Record<keyof Claims, unknown>>) =>
  claims.parse({ iss: "https://id.example", sub: "1", ...given });

describe("usernamesFor", () => {
  it.each([
    [{ preferred_username: "ann.lee", email: "al@id.example" }, "ann.lee"],
    [{ preferred_username: "ann@corp.example" }, "ann"],
    [{ preferred_username: "!", nickname: "Annie Lee" }, "Annie-Lee"],
    [{ email: "zoë.k@id.example" }, "zoë.k"],
    [{ name: "  李  " }, "reader-2"],
    [{ name: "  李 小龙  " }, "李-小龙"],
    [{ preferred_username: "admin", nickname: "adm.in" }, "adm.in"],
    [{ preferred_username: "reаder", nickname: "plain" }, "plain"],
    [{}, "reader-2"],
    [{ preferred_username: 7 }, "reader-2"],
    [{ preferred_username: "../../etc/passwd" }, "etc-passwd"],
    [{ preferred_username: "a".repeat(200) }, "a".repeat(40)],
  ])("of %o begin with %s", (given, first) => expect(usernamesFor(said(given))[0]).toBe(first));

  it("go on when the best is taken, and none of them twice", () => {
    const names = usernamesFor(said({ preferred_username: "ann" }));
    expect(names.slice(0, 3)).toEqual(["ann", "ann-2", "ann-3"]);
    expect(names.length).toBeGreaterThan(10);
  });
});

describe("verifiedEmailOf", () => {
  it.each([
    [{ email: "Ann@Id.Example", email_verified: true }, "ann@id.example"],
    [{ email: "ann@id.example", email_verified: "true" }, "ann@id.example"],
    [{ email: "ann@id.example", email_verified: false }, undefined],
    [{ email: "ann@id.example", email_verified: "false" }, undefined],
    [{ email: "ann@id.example", email_verified: "yes" }, undefined],
    [{ email: "ann@id.example" }, undefined],
    [{ email: "not an address", email_verified: true }, undefined],
    [{ email_verified: true }, undefined],
  ])("of %o is %s", (given, expected) => expect(verifiedEmailOf(said(given))).toBe(expected));
});

describe("identities", () => {
  it("are told apart by every sign of issuer and subject", () => {
    const all = [
      { issuer: "https://id.example", subject: "abc" },
      { issuer: "https://id.example", subject: "ABC" },
      { issuer: "https://id.examplea", subject: "bc" },
      { issuer: "https://other.example", subject: "abc" },
    ].map(hashOfIdentity);
    expect(new Set(all).size).toBe(4);
  });

  it("come from the issuer that was configured, with or without its slash", () => {
    expect(isSameIssuer("https://id.example/", "https://id.example")).toBe(true);
    for (const other of [
      "https://id.example/realm",
      "http://id.example",
      "https://id.example.evil",
      "https://ID.example",
    ])
      expect(isSameIssuer(other, "https://id.example")).toBe(false);
  });
});
