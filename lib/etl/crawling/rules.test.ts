import { expect, it } from "vitest";
import { afterPage } from "./rules";

const NEW = { nextFrom: 0, isComplete: false };
const KNOWN = { nextFrom: 0, isComplete: true };

it.each([
  ["goes on with the next page", NEW, { next: 50, hasNews: true }, { nextFrom: 50, isComplete: false, isDone: false }],
  [
    "goes on past books that are known, the first time",
    NEW,
    { next: 50, hasNews: false },
    { nextFrom: 50, isComplete: false, isDone: false },
  ],
  [
    "begins anew after the last page",
    { nextFrom: 50, isComplete: false },
    { next: null, hasNews: true },
    { nextFrom: 0, isComplete: true, isDone: true },
  ],
  [
    "goes on while there is news",
    KNOWN,
    { next: 50, hasNews: true },
    { nextFrom: 50, isComplete: true, isDone: false },
  ],
  [
    "ends where there is none",
    { nextFrom: 100, isComplete: true },
    { next: 150, hasNews: false },
    { nextFrom: 0, isComplete: true, isDone: true },
  ],
] as const)("%s", (_, before, page, after) => expect(afterPage(before, page)).toEqual(after));
