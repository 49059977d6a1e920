import { describe, expect, it } from "vitest";
import { agreementOf, pieceExpression, saysOf, wordExpression } from "./rules";
import type { TextLine } from "./schema";

/** Lines one below the other, of the given heights in hundredths of the photo. */
function page(...lines: [text: string, height: number][]): TextLine[] {
  let top = 0;
  return lines.map(([text, height]) => {
    const [y, below] = [top, top + height / 100];
    top = below + 0.02;
    return {
      text,
      confidence: 0.95,
      box: [
        [0.1, y],
        [0.9, y],
        [0.9, below],
        [0.1, below],
      ],
    };
  });
}

const book = (title: string, ...authors: string[]) => ({ title, subtitle: null, authors });
const expectations = page(["GREAT", 9], ["EXPECTATIONS", 9], ["CHARLES DICKENS", 5]);

describe("agreementOf", () => {
  it("is near one where title and author are there, also misread and without spaces", () => {
    const right = book("Great Expectations", "Charles Dickens");
    expect(agreementOf(expectations, right).agreement).toBeGreaterThan(0.85);
    const misread = page(["GREATEXPECTATI0NS", 9], ["CHARLES D1CKENS", 5]);
    expect(agreementOf(misread, right)).toMatchObject({ isTitleSeen: true, isAuthorSeen: true });
  });

  it("is below 0.7 for a title alone, and far below where only common words agree", () => {
    const titleAlone = agreementOf(page(["GREAT EXPECTATIONS", 9]), book("Great Expectations", "Charles Dickens"));
    expect(titleAlone.agreement).toBeLessThan(0.7);
    expect(titleAlone.isAuthorSeen).toBe(false);
    expect(agreementOf(expectations, book("The Great Gatsby", "F. Scott Fitzgerald")).agreement).toBeLessThan(0.3);
    expect(agreementOf(page(["A NOVEL", 4], ["THE BESTSELLER", 4]), book("It", "Stephen King")).agreement).toBeLessThan(
      0.3,
    );
  });

  it("names what was seen as the catalogue writes it", () => {
    const { words } = agreementOf(expectations, book("Great Expectations", "Charles Dickens"));
    expect(saysOf({ words })).toContain("Great Expectations");
    expect(saysOf({ words: [] })).toBeNull();
  });
});

describe("what the catalogue is asked for", () => {
  it("is nothing where nothing telling was read", () => {
    expect(wordExpression(page(["a of", 4]))).toBeNull();
    expect(pieceExpression([])).toBeNull();
    expect(wordExpression(expectations)).toContain("expectations");
  });
});
