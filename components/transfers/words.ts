import type { RowState } from "@/lib/transfers/schema";

/** What became of a row, and how it is counted: "12 imported". */
export const STATE_WORDS: Record<
  RowState,
  { name: string; tone: "neutral" | "primary" | "beam" | "success" | "danger" }
> = {
  new: { name: "to do", tone: "neutral" },
  imported: { name: "imported", tone: "success" },
  updated: { name: "updated", tone: "success" },
  unchanged: { name: "unchanged", tone: "neutral" },
  review: { name: "to decide", tone: "beam" },
  pending: { name: "on the way", tone: "primary" },
  failed: { name: "failed", tone: "danger" },
  skipped: { name: "left out", tone: "neutral" },
  undone: { name: "undone", tone: "neutral" },
};

export const countRows = (count: number): string => `${count.toLocaleString("en")} ${count === 1 ? "row" : "rows"}`;

export const sayDay = (date: Date): string =>
  date.toLocaleDateString("en-GB", { dateStyle: "medium", timeZone: "UTC" });

/** How to get one's books out of an app, step by step. */
export const WAYS_OUT: { app: string; steps: string[] }[] = [
  {
    app: "Goodreads",
    steps: [
      "On a computer, open My Books.",
      "Choose “Import and export” under Tools, at the left.",
      "Press “Export Library”, wait for the link, and save the CSV file.",
    ],
  },
  {
    app: "The StoryGraph",
    steps: [
      "Open your profile and choose “Manage Account”.",
      "Choose “Export StoryGraph Library”, then “Generate export”.",
      "Come back when the e-mail has come, and save the CSV file.",
    ],
  },
  {
    app: "LibraryThing",
    steps: [
      "Choose More, then “Import/Export”.",
      "Choose “Export as tab-delimited text” or “Export as JSON”.",
      "Save the file.",
    ],
  },
  {
    app: "Calibre",
    steps: [
      "Choose “Convert books”, then “Create a catalog of the books in your calibre library”.",
      "Choose CSV as its format and leave all fields selected.",
      "Save the file that opens.",
    ],
  },
  {
    app: "Openreads",
    steps: [
      "Open Settings, then Backup.",
      "Choose “Export CSV” or “Create local backup”.",
      "The backup can stay a zip file.",
    ],
  },
  {
    app: "BookWyrm",
    steps: ["Open Settings, then “Export Book List”.", "Press “Download file”, and save the CSV file."],
  },
  {
    app: "Libib, and others",
    steps: [
      "Export your library as CSV.",
      "A table of your own does as well: its first line names the columns, and one of them is Title or ISBN.",
    ],
  },
];
