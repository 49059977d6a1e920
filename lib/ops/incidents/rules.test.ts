import { describe, expect, it } from "vitest";
import { brokenLog, findingOf, mayMove, nextStates, RULES, readSubject, writeReport, writeSubject } from "./rules";
import { type Incident, STATES } from "./schema";

const ruleOf = (cause: string) => {
  const rule = RULES.find((one) => one.cause === cause);
  if (!rule) throw new Error(`no rule for ${cause}`);
  return rule;
};

describe("a rule", () => {
  it.each([
    // A family behind one address that forgot three passwords.
    ["credential_stuffing", { subject: "192.0.2.7", count: 30, spread: 3 }, undefined],
    ["credential_stuffing", { subject: "192.0.2.7", count: 30, spread: 12 }, { kind: "address", value: "192.0.2.7" }],
    // Its owner, at home and on the train.
    ["account_attacked", { subject: "account-7", count: 40, spread: 2 }, undefined],
    ["account_attacked", { subject: "account-7", count: 40, spread: 9 }, { kind: "account", value: "7" }],
    // A name that nobody has.
    ["account_attacked", { subject: "root", count: 40, spread: 9 }, undefined],
    ["key_misused", { subject: "0123456789abcdef", count: 4, spread: 1 }, undefined],
    ["key_misused", { subject: "0123456789abcdef", count: 5, spread: 1 }, { kind: "key", value: "0123456789abcdef" }],
    ["key_shared", { subject: "0123456789abcdef", count: 900, spread: 2 }, undefined],
    ["key_shared", { subject: "0123456789abcdef", count: 900, spread: 7 }, { kind: "key", value: "0123456789abcdef" }],
    ["mass_export", { subject: "account-4", count: 6, spread: 0 }, { kind: "account", value: "4" }],
    // A shelf, a book every ten seconds for two hours.
    ["scraping", { subject: "192.0.2.7", count: 720, spread: 0 }, undefined],
    ["scraping", { subject: "192.0.2.7", count: 2_000, spread: 0 }, { kind: "address", value: "192.0.2.7" }],
    ["scraping", { subject: "account-4", count: 2_000, spread: 0 }, { kind: "account", value: "4" }],
    [
      "scraping",
      { subject: "key-0123456789abcdef", count: 2_000, spread: 0 },
      { kind: "key", value: "0123456789abcdef" },
    ],
  ])("for %s makes of %j: %j", (cause, loud, subject) => {
    expect(findingOf(ruleOf(cause), loud)?.subject).toEqual(subject);
  });

  it("asks for more where the limits allow more", () => {
    const loud = { subject: "192.0.2.7", count: 2_000, spread: 0 };
    expect(findingOf(ruleOf("scraping"), loud, 2)).toBeUndefined();
    expect(findingOf(ruleOf("scraping"), { ...loud, count: 4_000 }, 2)).toBeDefined();
  });
});

describe("an incident", () => {
  it("comes to an end from every state, and is taken up again from there alone", () => {
    for (const state of STATES.filter((one) => one !== "closed")) expect(nextStates(state)).toContain("closed");
    expect(nextStates("closed")).toEqual(["investigating"]);
  });

  it.each([
    ["open", "notified", "A review", "no_way"],
    ["open", "closed", " \n", "no_review"],
    ["open", "closed", "A false alarm: the school's own script.", "yes"],
    ["mitigated", "notified", "", "yes"],
    ["closed", "open", "A review", "no_way"],
  ] as const)("goes from %s to %s with the review %j: %s", (from, to, review, may) => {
    expect(mayMove(from, to, review)).toBe(may);
  });

  it.each([{ kind: "address", value: "2001:db8:0:7::/64" } as const, { kind: "line", value: "12" } as const])(
    "is about %j, also after it was written down",
    (subject) => expect(readSubject(writeSubject(subject))).toEqual(subject),
  );

  it("is a document in which words of people make no heading of their own", () => {
    const at = new Date("2026-03-01T10:00:00Z");
    const incident: Incident = {
      ...{ id: 7, cause: "reported", title: "Odd\n# Heading", severity: "low", state: "closed", figures: {} },
      ...{ subject: { kind: "report", value: "x" }, subjectName: null, openedAt: at, lastSeenAt: at, closedAt: at },
      ...{ review: "It was the cat.", notice: "", touched: [], blockedUntil: null },
      notes: [{ id: 1, author: "ann", writtenAt: at, text: "One\n# Two" }],
    };
    const written = writeReport(incident);
    expect(written.split("\n")[0]).toBe("# Incident 7: Odd # Heading");
    expect(written.match(/^#+ .*/gm)).toEqual([
      ...["# Incident 7: Odd # Heading", "## What it means", "## What was done", "## Review"],
    ]);
    expect(written).toContain("- 2026-03-01 10:00 UTC, ann: One\n  # Two");
    expect(written).toContain("It was the cat.");
  });

  it("of a broken log names the line", () => {
    expect(brokenLog(12)).toMatchObject({ severity: "high", subject: { kind: "line", value: "12" } });
  });
});
