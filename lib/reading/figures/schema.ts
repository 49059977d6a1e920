import { z } from "zod";

/** A finished reading with what figures are made of. */
export type Finished = {
  endedOn: string | null;
  pages: number | null;
  languageCode: string | null;
  genres: string[];
  year: number | null;
  authors: string[];
  rating: number | null;
};

export const CHART_KEYS = ["read", "pages", "languages", "genres", "decades", "authors", "ratings"] as const;
export type ChartKey = (typeof CHART_KEYS)[number];

/** One thing with its number. `label` is short enough for the axis, `name` says the same in full. */
export type Item = { label: string; name: string; value: number };

export type Chart = {
  key: ChartKey;
  title: string;
  /** What the numbers count: "books", "pages". */
  unit: string;
  /** Upright where one thing follows from another, as months do; lying where names are long. */
  shape: "columns" | "bars";
  items: Item[];
  /** What the chart leaves out, in a sentence each. */
  notes: string[];
  /** The same as a table for spreadsheets. */
  csv: string;
};

/** A day on which the reader read or finished something. */
export type FigureDay = { day: string; pages: number; finished: number };

export type Calendar = { year: number; days: FigureDay[]; notes: string[]; csv: string };

/** The query string of the room: a year, or all of them. */
export const figuresPage = z.object({
  year: z
    .union([z.literal("all"), z.coerce.number().int().min(1900).max(2200)])
    .optional()
    .catch(undefined),
});
export type FiguresPage = z.output<typeof figuresPage>;

/** The address of the room. */
export const figuresHref = ({ year }: FiguresPage): string =>
  `/library/figures${year === undefined ? "" : `?year=${year}`}`;
