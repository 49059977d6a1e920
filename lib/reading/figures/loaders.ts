import "server-only";
import { loader } from "@/lib/accounts/loader";
import type { Actor } from "@/lib/accounts/schema";
import { languageName } from "@/lib/catalog/records/languages/rules";
import { countFinishedByYear } from "../queries";
import { countFinishes, listFinishedFigures, listSteps } from "./queries";
import { calendarOf, chartsOf } from "./rules";
import { type FiguresPage, figuresHref } from "./schema";

/** The figures of a year; without one of the last in which something was finished. */
export const loadFigures = loader(
  "user",
  (page) => figuresHref(page),
  async (actor: Actor, { year: asked }: FiguresPage) => {
    const counted = await countFinishedByYear(actor.id);
    const years = counted.flatMap(({ year }) => year ?? []);
    const year = asked ?? years[0] ?? "all";
    const [rows, steps, finishes] = await Promise.all([
      listFinishedFigures(actor.id, year),
      year === "all" ? [] : listSteps(actor.id, year),
      year === "all" ? [] : countFinishes(actor.id, year),
    ]);
    return {
      ...{ year, years, count: rows.length, everRead: counted.reduce((sum, { count }) => sum + count, 0) },
      pages: rows.reduce((sum, { pages }) => sum + (pages ?? 0), 0),
      withoutPages: rows.filter(({ pages }) => pages === null).length,
      charts: chartsOf(rows, year, languageName),
      calendar: year === "all" ? null : calendarOf(year, steps, finishes),
    };
  },
);
