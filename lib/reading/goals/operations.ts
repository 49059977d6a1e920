import "server-only";
import { z } from "zod";
import { operation } from "@/lib/accounts/operation";
import { countFinishedByYear, getGoal } from "../queries";
import { setGoal } from "./commands";
import { goalYear, setGoalInput } from "./schema";

const ofYear = z.object({ year: goalYear });
const books = z.int().nullable();

export const getGoalOperation = operation(
  {
    id: "reading.get_goal",
    method: "GET",
    path: "/reading/goals/{year}",
    summary: "Read how many books one means to read in a year",
    description: "`books` is null without a goal; `done` counts what was finished so far.",
    access: "user",
    scope: "library:read",
    params: ofYear,
    answers: { 200: z.object({ year: z.int(), books, done: z.int() }) },
  },
  async ({ actor, params: { year } }) => {
    const [meant, finished] = [await getGoal(actor.id, year), await countFinishedByYear(actor.id)];
    return { year, books: meant, done: finished.find((one) => one.year === year)?.count ?? 0 };
  },
);

export const setGoalOperation = operation(
  {
    id: "reading.set_goal",
    method: "PUT",
    path: "/reading/goals/{year}",
    summary: "Say how many books one means to read in a year",
    description: "Null takes the goal away. `before` is what it was.",
    access: "user",
    scope: "library:write",
    params: ofYear,
    body: setGoalInput.omit({ year: true }),
    answers: { 200: z.object({ before: books }) },
  },
  ({ actor, params, body }) => setGoal(actor, { ...params, ...body }),
);
