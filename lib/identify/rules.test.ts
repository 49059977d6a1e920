import { describe, expect, it } from "vitest";
import type { Point } from "@/lib/covers/features/schema";
import { ASIDE, CENTRAL, rectangle } from "./outlines.fixtures";
import { type Candidate, confidenceOf, decide, isCentral, MATCH_CONFIDENCE_MIN, UNSURE_CONFIDENCE_MIN } from "./rules";

/** Candidates of different works unless told otherwise, in the order given. */
const candidates = (...similarities: (number | [number, number])[]): Candidate[] =>
  similarities.map((given, at) => {
    const [similarity, workId] = typeof given === "number" ? [given, 100 + at] : given;
    return { bookId: at + 1, workId, similarity };
  });

const compared = (similarity: number, workId: number, inliers: number, outline = CENTRAL): Candidate => ({
  bookId: workId * 10 + inliers,
  workId,
  similarity,
  verification: inliers === 0 ? null : { inliers, evenness: 1, outline },
});

describe("isCentral", () => {
  it("is what the middle of the photo lies on or just beside, whichever way it is turned", () => {
    for (let turn = 0; turn < 4; turn++) {
      const turned = (outline: Point[]) => [...outline.slice(turn), ...outline.slice(0, turn)];
      expect(isCentral(turned(CENTRAL))).toBe(true);
      expect(isCentral(turned(rectangle(0.51, 0.1, 0.9, 0.9)))).toBe(true);
      expect(isCentral(turned(ASIDE))).toBe(false);
      expect(isCentral(turned(rectangle(0.7, 0.7, 1.2, 1.2)))).toBe(false);
    }
  });
});

describe("confidenceOf", () => {
  it("never falls when a cover is more alike, further ahead or more in the photo, and stays a probability", () => {
    for (const inliers of [undefined, 0, 5, 8, 12, 24, 60]) {
      for (let similarity = -1; similarity < 1; similarity += 0.1) {
        for (let margin = 0; margin < 1; margin += 0.1) {
          const signals = { similarity, margin, inliers, rivalInliers: 0, hasTwin: false };
          const here = confidenceOf(signals);
          expect(here).toBeGreaterThanOrEqual(0);
          expect(here).toBeLessThanOrEqual(1);
          expect(confidenceOf({ ...signals, similarity: similarity + 0.05 })).toBeGreaterThanOrEqual(here);
          expect(confidenceOf({ ...signals, margin: margin + 0.05 })).toBeGreaterThanOrEqual(here);
          if (inliers !== undefined)
            expect(confidenceOf({ ...signals, inliers: inliers + 5 })).toBeGreaterThanOrEqual(here);
        }
      }
    }
  });
});

const firstOf = (given: Candidate[]) => decide(given).ranked[0]?.confidence ?? Number.NaN;

describe("decide", () => {
  it.each([
    ["a cover that is alike and far ahead", candidates(0.92, 0.5, 0.4), "match"],
    ["two covers that are equally alike", candidates(0.9, 0.9), "unsure"],
    ["a cover that is somewhat alike", candidates(0.5, 0.42), "unsure"],
    ["nothing alike", candidates(0.35, 0.33, 0.3), "unknown"],
    ["the opposite of everything", candidates(-0.5, -0.6), "unknown"],
    ["an index with one cover that is not it", candidates(0.3), "unknown"],
    ["an empty index", [], "unknown"],
  ])("answers %s", (_, given, status) => {
    const decision = decide(given);
    expect(decision.status).toBe(status);
    expect(decision.ranked).toHaveLength(given.length);
    expect(decision.reasons.length).toBeGreaterThan(0);
  });

  it("does not let editions of one work compete: only another work's cover makes it unsure", () => {
    expect(decide(candidates([0.9, 1], [0.9, 1], [0.4, 2])).status).toBe("match");
    expect(decide(candidates([0.9, 1], [0.9, 2], [0.4, 3])).status).not.toBe("match");
    expect(decide(candidates([0.9, 1], [0.9, 1], [0.9, 2])).status).not.toBe("match");
    expect(firstOf(candidates([1, 1], [1, 2]))).toBeLessThanOrEqual(0.5);
  });

  it("does not take a lead over nothing for a lead: one cover alone is no match for what would be none among many", () => {
    expect(decide(candidates(0.35)).status).not.toBe("match");
    expect(decide(candidates(0.35, 0.05)).status).not.toBe("match");
    expect(firstOf(candidates(0.35))).toBe(firstOf(candidates(0.35, 0.05)));
    expect(decide(candidates([0.35, 1], [0.34, 1])).status).not.toBe("match");
    expect(decide(candidates(0.8)).status).toBe("match");
  });

  it("gives probabilities in the order of the candidates that do not add up to more than one", () => {
    for (const given of [
      candidates(0.9, 0.85, 0.5, 0.2, -0.1, -0.9),
      candidates(0.5, 0.5, 0.5, 0.5),
      candidates(0.2, 0.1),
      candidates([0.9, 1], [0.89, 1], [0.88, 1]),
      candidates(1, 1),
    ]) {
      const confidences = decide(given).ranked.map(({ confidence }) => confidence);
      expect(confidences.every((value) => value >= 0 && value <= 1)).toBe(true);
      expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
      expect(confidences.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  it("draws the lines where it says: the confidence decides the status and nothing else", () => {
    for (let similarity = -1; similarity <= 1; similarity += 0.02) {
      for (let behind = 0; behind <= 0.4; behind += 0.04) {
        const { status, ranked } = decide(candidates(similarity, similarity - behind));
        const confidence = ranked[0]?.confidence ?? Number.NaN;
        const expected =
          confidence >= MATCH_CONFIDENCE_MIN ? "match" : confidence >= UNSURE_CONFIDENCE_MIN ? "unsure" : "unknown";
        expect(status).toBe(expected);
      }
    }
  });

  it("believes a cover that lies in the photo over one that looks more like it", () => {
    const { status, ranked, evidence } = decide([compared(0.7, 1, 0), compared(0.3, 2, 60)]);
    expect([status, ranked[0]?.workId, evidence]).toEqual(["match", 2, "geometry"]);
  });

  it("knows the work and asks for the edition where two have the same cover, and is unsure between two works", () => {
    const editions = decide([compared(0.8, 1, 60), compared(0.8, 1, 58), compared(0.2, 2, 0)]);
    expect(editions.status).toBe("match");
    expect(editions.reasons.join(" ")).toContain("edition");
    expect(decide([compared(0.8, 1, 60), compared(0.8, 2, 58)]).status).toBe("unsure");
    expect(decide([compared(0.8, 1, 60), compared(0.5, 2, 14)]).status).toBe("match");
  });

  it("takes the book in the middle before one beside it, and is not sure of one that lies aside", () => {
    const both = decide([compared(0.2, 1, 60, ASIDE), compared(0.3, 2, 45)]);
    expect([both.ranked[0]?.workId, both.status]).toEqual([2, "match"]);
    expect(decide([compared(0.1, 1, 35, ASIDE), compared(0.2, 2, 0)]).status).not.toBe("match");
  });

  it("doubts a cover of which only a part is borne out: a series shares its lettering", () => {
    const lettering = { inliers: 60, evenness: 0.3, outline: CENTRAL };
    expect(decide([compared(0.4, 1, 60), compared(0.35, 2, 0)]).status).toBe("match");
    expect(decide([{ ...compared(0.4, 1, 60), verification: lettering }, compared(0.35, 2, 0)]).status).toBe("unsure");
    const sibling = { ...compared(0.5, 2, 1), verification: lettering };
    expect(decide([sibling, compared(0.6, 1, 60)])).toMatchObject({ status: "match", ranked: [{ workId: 1 }, {}] });
  });

  it("doubts a look that its details do not bear out", () => {
    expect(firstOf([compared(0.6, 1, 0), compared(0.4, 2, 0)])).toBeLessThan(firstOf(candidates(0.6, 0.4)));
  });

  describe("with the words on the photo", () => {
    const named = (candidate: Candidate, agreement: number, isbn13?: string): Candidate => ({
      ...candidate,
      text: { agreement, isTitleSeen: true, isAuthorSeen: agreement > 0.7, words: ["Great Expectations"], isbn13 },
    });
    const unseen = (workId: number): Candidate => ({ bookId: workId * 100, workId, similarity: 0.25 });

    it("gives the second of two works that are named alike more than strangers that only look like the photo", () => {
      const { ranked } = decide([
        named(unseen(1), 0.8),
        named(unseen(2), 0.8),
        compared(0.45, 3, 0),
        compared(0.4, 4, 0),
      ]);
      const confidences = ranked.map(({ confidence }) => confidence);
      expect(
        ranked
          .map(({ workId }) => workId)
          .slice(0, 2)
          .sort(),
      ).toEqual([1, 2]);
      expect(confidences).toEqual([...confidences].sort((one, other) => other - one));
      expect(confidences[1]).toBeGreaterThan(0.2);
    });

    it("proposes a book whose cover nobody has, and says what was read", () => {
      const { status, ranked, evidence, reasons } = decide([compared(0.4, 1, 0), named(unseen(2), 0.6)]);
      expect([status, ranked[0]?.workId, evidence]).toEqual(["unsure", 2, "text"]);
      expect(reasons[0]).toContain("Great Expectations");
    });

    it("is sure where title and author are there in full, and not where two works are named alike", () => {
      expect(decide([compared(0.4, 1, 0), named(unseen(2), 1)]).status).toBe("match");
      expect(decide([named(unseen(1), 1), named(unseen(2), 1)]).status).toBe("unsure");
    });

    it("believes a printed ISBN before everything else, and a cover that is there before words", () => {
      expect(decide([compared(0.6, 1, 40), named(unseen(2), 1, "9780141439563")])).toMatchObject({
        status: "match",
        evidence: "isbn",
      });
      expect(decide([compared(0.6, 1, 40), named(unseen(2), 0.9)]).ranked[0]?.workId).toBe(1);
    });
  });
});
