import { describe, expect, it } from "vitest";
import { type Candidate, confidenceOf, decide, MATCH_CONFIDENCE_MIN, UNSURE_CONFIDENCE_MIN } from "./rules";

/** Candidates of different works unless told otherwise, in the order given. */
const candidates = (...similarities: (number | [number, number])[]): Candidate[] =>
  similarities.map((given, at) => {
    const [similarity, workId] = typeof given === "number" ? [given, 100 + at] : given;
    return { bookId: at + 1, workId, similarity };
  });

describe("confidenceOf", () => {
  it("never falls when a cover is more alike or further ahead, and stays a probability", () => {
    for (let similarity = -1; similarity < 1; similarity += 0.05) {
      for (let margin = 0; margin < 2; margin += 0.05) {
        const here = confidenceOf(similarity, margin);
        expect(here).toBeGreaterThanOrEqual(0);
        expect(here).toBeLessThanOrEqual(1);
        expect(confidenceOf(similarity + 0.05, margin)).toBeGreaterThanOrEqual(here);
        expect(confidenceOf(similarity, margin + 0.05)).toBeGreaterThanOrEqual(here);
      }
    }
  });
});

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
    expect(decision.confidences).toHaveLength(given.length);
    expect(decision.reasons.length).toBeGreaterThan(0);
  });

  it("does not let editions of one work compete: only another work's cover makes it unsure", () => {
    expect(decide(candidates([0.9, 1], [0.9, 1], [0.4, 2])).status).toBe("match");
    expect(decide(candidates([0.9, 1], [0.9, 2], [0.4, 3])).status).not.toBe("match");
    expect(decide(candidates([0.9, 1], [0.9, 1], [0.9, 2])).status).not.toBe("match");
    expect(decide(candidates([1, 1], [1, 2])).confidences[0]).toBeLessThanOrEqual(0.5);
  });

  it("does not take a lead over nothing for a lead: one cover alone is no match for what would be none among many", () => {
    expect(decide(candidates(0.35)).status).not.toBe("match");
    expect(decide(candidates(0.35, 0.05)).status).not.toBe("match");
    expect(decide(candidates(0.35)).confidences[0]).toBe(decide(candidates(0.35, 0.05)).confidences[0]);
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
      const { confidences } = decide(given);
      expect(confidences.every((value) => value >= 0 && value <= 1)).toBe(true);
      expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
      expect(confidences.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  it("draws the lines where it says: the confidence decides the status and nothing else", () => {
    for (let similarity = -1; similarity <= 1; similarity += 0.02) {
      for (let behind = 0; behind <= 0.4; behind += 0.04) {
        const { status, confidences } = decide(candidates(similarity, similarity - behind));
        const confidence = confidences[0] ?? Number.NaN;
        const expected =
          confidence >= MATCH_CONFIDENCE_MIN ? "match" : confidence >= UNSURE_CONFIDENCE_MIN ? "unsure" : "unknown";
        expect(status).toBe(expected);
      }
    }
  });
});
