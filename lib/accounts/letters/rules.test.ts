import { describe, expect, it } from "vitest";
import { layOut, wordsOf } from "./rules";
import { LETTER_KINDS } from "./schema";

const facts = { siteUrl: "https://books.example.org", username: "alice", secret: "s".repeat(43) };

describe("the words of a letter", () => {
  it.each(LETTER_KINDS)("say the same as text and as HTML: %s", (kind) => {
    const words = wordsOf({ kind, ...facts });
    const { text, html, subject } = layOut(words);
    expect(subject).toBe(words.subject);
    for (const paragraph of words.paragraphs) {
      expect(text).toContain(paragraph);
      expect(html).toContain(paragraph);
    }
    const url = words.link?.url ?? "";
    expect(text).toContain(url);
    expect(html).toContain(`<a href="${url}">`);
  });

  it("lead to the site's own address, with the secret only where there is one", () => {
    const linkOf = (kind: (typeof LETTER_KINDS)[number]) => wordsOf({ kind, ...facts }).link?.url;
    expect(linkOf("reset_password")).toBe(`https://books.example.org/reset-password?secret=${facts.secret}`);
    expect(linkOf("confirm_address")).toBe(`https://books.example.org/confirm-email?secret=${facts.secret}`);
    expect(linkOf("password_changed")).toBe("https://books.example.org");
  });

  it("tell nobody a name that somebody chose, before the address is confirmed", () => {
    const { text, html } = layOut(wordsOf({ kind: "confirm_address", ...facts, username: "win-at-evil.example" }));
    expect(text + html).not.toContain("evil.example");
  });

  it("are text in HTML, whatever they are", () => {
    const { html } = layOut({ subject: "<b>", paragraphs: ['<img src=x onerror="alert(1)"> & \'co'] });
    expect(html).not.toMatch(/<(img|b>)/);
    expect(html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;co");
  });
});
