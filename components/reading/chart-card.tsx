"use client";

import { Download } from "lucide-react";
import { type ReactNode, type Ref, useRef } from "react";
import { cn } from "@/components/ui/cn";
import { sayDay } from "@/components/ui/day-words";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import { toast } from "@/components/ui/toast";
import { GENERAL_PROBLEM } from "@/components/ui/words";
import type { Calendar, Chart } from "@/lib/reading/figures/schema";
import { CalendarSvg } from "./calendar-svg";
import { save, toPng, toSvg } from "./chart-export";
import { ChartSvg } from "./chart-svg";

/** A chart with its numbers as a table, and as files. `when`: the year, or all of them. */
export function ChartCard({ chart, when }: { chart: Chart; when: string }) {
  const isEmpty = chart.items.every(({ value }) => value === 0);
  return (
    <Card
      title={chart.title}
      when={when}
      notes={chart.notes}
      csv={chart.csv}
      isEmpty={isEmpty}
      picture={(ref) => <ChartSvg ref={ref} chart={chart} />}
      head={[chart.title, chart.unit]}
      rows={chart.items.map(({ name, value }) => [name, value])}
    />
  );
}

/** A year of days, in the same frame. */
export function CalendarCard({ calendar, className }: { calendar: Calendar; className?: string }) {
  return (
    <Card
      title="Your days"
      when={String(calendar.year)}
      notes={["The stronger the green, the more pages; a dot is a book finished.", ...calendar.notes]}
      csv={calendar.csv}
      isEmpty={calendar.days.length === 0}
      picture={(ref) => <CalendarSvg ref={ref} calendar={calendar} />}
      head={["Day", "pages", "finished"]}
      rows={calendar.days.map(({ day, pages, finished }) => [sayDay(day), pages, finished])}
      className={className}
    />
  );
}

type CardProps = {
  title: string;
  when: string;
  notes: string[];
  csv: string;
  isEmpty: boolean;
  picture: (ref: Ref<SVGSVGElement>) => ReactNode;
  head: string[];
  rows: (string | number)[][];
  className?: string;
};

function Card({ title, when, notes, csv, isEmpty, picture, head, rows, className }: CardProps) {
  const svg = useRef<SVGSVGElement>(null);
  const file = `${title} ${when}`.toLowerCase().replaceAll(" ", "-");

  async function saveAs(kind: "png" | "svg" | "csv") {
    const words = { title: `${title}, ${when}`, notes };
    try {
      if (kind === "csv") save(new Blob([csv], { type: "text/csv;charset=utf-8" }), `${file}.csv`);
      else if (svg.current && kind === "png") save(await toPng(svg.current, words), `${file}.png`);
      else if (svg.current)
        save(new Blob([(await toSvg(svg.current, words)).text], { type: "image/svg+xml" }), `${file}.svg`);
    } catch {
      toast({ message: GENERAL_PROBLEM, tone: "problem" });
    }
  }

  return (
    <figure className={cn("flex min-w-0 flex-col rounded-lg border border-line bg-surface p-4", className)}>
      <figcaption className="mb-2 flex items-center justify-between gap-2">
        <h2 className="font-book font-semibold text-lg">{title}</h2>
        {!isEmpty && (
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <IconButton label={`Save: ${title}`}>
                <Download aria-hidden="true" />
              </IconButton>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end">
              <DropdownMenuItem onSelect={() => void saveAs("png")}>Picture (PNG)</DropdownMenuItem>
              <DropdownMenuItem onSelect={() => void saveAs("svg")}>Drawing (SVG)</DropdownMenuItem>
              <DropdownMenuItem onSelect={() => void saveAs("csv")}>Numbers (CSV)</DropdownMenuItem>
            </DropdownMenuContent>
          </DropdownMenu>
        )}
      </figcaption>
      {isEmpty ? <p className="py-6 text-center text-muted">Nothing to draw yet.</p> : picture(svg)}
      {notes.length > 0 && (
        <ul className="mt-3 grid gap-0.5 text-muted text-sm">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {!isEmpty && (
        <details className="mt-auto pt-1">
          <summary className="inline-flex min-h-11 cursor-pointer items-center rounded-sm pr-2 font-semibold text-primary text-sm">
            As a table
          </summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keys */}
          <section tabIndex={0} aria-label={`${title} as a table`} className="max-h-80 overflow-auto">
            <table className="w-full text-sm tabular-nums">
              <thead>
                <tr>
                  {head.map((name, at) => (
                    <th key={name} scope="col" className={at === 0 ? "py-1 text-left" : "py-1 pl-3 text-right"}>
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(([name, ...values]) => (
                  <tr key={name} className="border-line border-t">
                    <th scope="row" className="wrap-anywhere py-1 text-left font-normal">
                      {name}
                    </th>
                    {values.map((value, at) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a cell is known by its column
                      <td key={at} className="py-1 pl-3 text-right">
                        {value.toLocaleString("en")}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </details>
      )}
    </figure>
  );
}
