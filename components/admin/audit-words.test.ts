import { expect, it } from "vitest";
import { actName, auditHref, exportHref, sayDetails } from "./audit-words";

it("leads to the page and the file of one search, whatever a name consists of", () => {
  const search = { act: "accounts.key_made", actor: "ann&act=x", before: 7 };
  expect(auditHref(search)).toBe("/admin/audit?act=accounts.key_made&actor=ann%26act%3Dx&before=7");
  expect(exportHref(search)).toBe("/api/v1/admin/audit/export?act=accounts.key_made&actor=ann%26act%3Dx");
  expect(auditHref({ act: undefined })).toBe("/admin/audit");
});

it("says in words what was done and how", () => {
  expect(actName("accounts.key_made")).toBe("Key made");
  expect(sayDetails({ scopes: "catalog:read", expiresInDays: null })).toBe("scopes catalog:read, expires in days none");
});
