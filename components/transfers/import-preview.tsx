"use client";

import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { tell } from "@/components/ui/tell";
import { chooseOptionsAction, startImportAction } from "@/lib/transfers/actions";
import type { DateStyle, ImportDetail, ImportOptions } from "@/lib/transfers/schema";
import { countRows } from "./words";

const DATES: Record<Exclude<DateStyle, "none">, string> = {
  "year-first": "Dates are written with the year first: 2024-03-31.",
  words: "Dates are written with the name of the month.",
  "day-first": "Dates are written with the day first: 31/03/2024.",
  "month-first": "Dates are written with the month first: 03/31/2024.",
  mixed: "Dates are written in two ways.",
  unclear: "Every date could be read in two ways.",
};

/** What was understood of a file, what can be chosen about it, and its beginning. */
export function ImportPreview({ detail, mayTake }: { detail: ImportDetail; mayTake: boolean }) {
  const { id, facts, options, counts, total } = detail;
  const [isPending, startTransition] = useTransition();
  const kept = facts.columns.filter(({ becomes }) => becomes !== null);
  const left = facts.columns.filter(({ becomes }) => becomes === null);
  const isUnclear = facts.dates === "unclear" || facts.dates === "mixed";
  const choose = (change: Partial<ImportOptions>) =>
    startTransition(async () => {
      await tell({
        done: change.dateOrder === undefined ? "Noted" : "The rows are read anew",
        work: () => chooseOptionsAction({ importId: id, options: { ...options, ...change } }),
      });
    });
  const start = () =>
    startTransition(async () => {
      await tell({ done: "Your books are on their way", work: () => startImportAction({ importId: id }) });
    });

  return (
    <section aria-label="What was understood" className="mb-8 grid gap-6">
      {counts.failed > 0 && (
        <Notice tone="warning" title={`${countRows(counts.failed)} cannot be read`}>
          Below it says why. The other {countRows(total - counts.failed)} can be imported all the same.
        </Notice>
      )}
      {facts.columns.length > 0 && (
        <div className="grid gap-3">
          <details className="rounded-lg border border-line bg-surface">
            <summary className="flex min-h-12 cursor-pointer items-center px-4 font-semibold">
              {kept.length} of {facts.columns.length} columns are kept
            </summary>
            <dl className="grid gap-x-6 gap-y-1 px-4 pb-4 sm:grid-cols-2">
              {facts.columns.map(({ name, becomes }, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a table may have a column twice, and they never move
                <div key={at} className="flex min-w-0 flex-wrap justify-between gap-x-3 border-line border-b py-1">
                  <dt className="min-w-0 break-words font-semibold">{name}</dt>
                  <dd className="text-muted">{becomes ?? "not kept"}</dd>
                </div>
              ))}
            </dl>
          </details>
          {left.length > 0 && (
            <p className="text-muted text-sm">
              Not kept: {left.map(({ name }) => name).join(", ")}. What the catalogue knows of a book comes from the
              catalogue.
            </p>
          )}
        </div>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        {facts.dates !== "none" && (
          <Choice
            legend="Dates"
            hint={DATES[facts.dates]}
            name="dateOrder"
            isAsked={isUnclear}
            value={options.dateOrder ?? ""}
            choices={[
              ["day-first", "The day comes first"],
              ["month-first", "The month comes first"],
            ]}
            onChoose={(dateOrder) => choose({ dateOrder: dateOrder as ImportOptions["dateOrder"] })}
          />
        )}
        <Choice
          legend="Shelves become"
          hint="Want to read, reading, read and stopped are kept as such."
          name="shelves"
          isAsked
          value={options.shelves}
          choices={[
            ["collections", "Collections"],
            ["tags", "Tags"],
          ]}
          onChoose={(shelves) => choose({ shelves: shelves as ImportOptions["shelves"] })}
        />
        {mayTake && (
          <Choice
            legend="Books that the catalogue does not know"
            hint="Those who look after the site may add them from the file."
            name="unknown"
            isAsked
            value={options.unknown}
            choices={[
              ["ask", "Look them up elsewhere"],
              ["take", "Take them from the file"],
            ]}
            onChoose={(unknown) => choose({ unknown: unknown as ImportOptions["unknown"] })}
          />
        )}
      </div>
      <div className="flex flex-wrap items-center gap-4">
        <Button loading={isPending} onClick={start} disabled={isUnclear && options.dateOrder === null}>
          Import {countRows(total - counts.failed)}
        </Button>
        <p className="max-w-prose text-muted text-sm">
          {isUnclear && options.dateOrder === null
            ? "Please say first whether the day or the month comes first."
            : "What you have here already stays as it is. The whole import can be undone."}
        </p>
      </div>
    </section>
  );
}

type ChoiceProps = {
  legend: string;
  hint: string;
  name: string;
  /** Else there is nothing to choose, and only the hint says how it is. */
  isAsked: boolean;
  value: string;
  choices: [value: string, label: string][];
  onChoose: (value: string) => void;
};

function Choice({ legend, hint, name, isAsked, value, choices, onChoose }: ChoiceProps) {
  return (
    <fieldset className="grid content-start gap-1 rounded-lg border border-line bg-surface p-4">
      <legend className="sr-only">{legend}</legend>
      <p aria-hidden="true" className="font-semibold">
        {legend}
      </p>
      <p className="text-muted text-sm">{hint}</p>
      {isAsked &&
        choices.map(([one, label]) => (
          <label key={one} className="flex min-h-11 cursor-pointer items-center gap-3">
            <input
              type="radio"
              name={name}
              value={one}
              checked={value === one}
              onChange={() => onChoose(one)}
              className="size-5 accent-primary"
            />
            {label}
          </label>
        ))}
    </fieldset>
  );
}
