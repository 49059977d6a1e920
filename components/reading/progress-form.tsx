"use client";

import { BookCheck } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Input } from "@/components/ui/input";
import type { Reading } from "@/lib/reading/schema";
import type { Place } from "./acts";
import { sayPlace } from "./words";

type Progress = Pick<Reading, "page" | "percent" | "pages">;

/** How far a reading is, as a bar and in words. */
export function ProgressBar({ reading, label }: { reading: Progress; label: string }) {
  const words = sayPlace(reading);
  return (
    <div className="grid gap-1">
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={reading.percent ?? 0}
        aria-valuetext={words ?? "Just begun"}
        className="h-2 overflow-hidden rounded-full bg-line ring-1 ring-line-strong ring-inset"
      >
        <div
          className="h-full rounded-full bg-primary forced-colors:bg-[Highlight]"
          style={{ width: `${reading.percent ?? 0}%` }}
        />
      </div>
      <p className="text-muted text-sm tabular-nums">{words ?? "Just begun"}</p>
    </div>
  );
}

type ProgressFormProps = {
  title: string;
  reading: Progress;
  onPlace: (place: Place) => void;
  onFinish: () => void;
  className?: string;
};

/**
 * One number and one tap: the page or the share, as the reader said it last. Where nobody knows how many pages there are, it
 * asks, and can do without.
 */
export function ProgressForm({ title, reading, onPlace, onFinish, className }: ProgressFormProps) {
  const [unit, setUnit] = useState<"page" | "percent">(
    reading.page === null && reading.percent !== null ? "percent" : "page",
  );
  const [number, setNumber] = useState("");
  const [pages, setPages] = useState("");
  const id = useId();
  const asksPages = unit === "page" && reading.pages === null;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (number === "") return;
    const value = Number(number);
    onPlace(unit === "percent" ? { percent: value } : { page: value, ...(pages !== "" && { pages: Number(pages) }) });
    setNumber("");
    setPages("");
  }

  return (
    <div className={cn("grid gap-2", className)}>
      <ProgressBar reading={reading} label={`How far you are in ${title}`} />
      <form onSubmit={submit} className="flex flex-wrap gap-2">
        <div className="flex min-w-0 flex-1 basis-40">
          <label htmlFor={id} className="sr-only">
            {unit === "page" ? `Page of ${title} that you are on` : `Percent of ${title} that you have read`}
          </label>
          <Input
            id={id}
            type="number"
            inputMode="numeric"
            enterKeyHint="done"
            required
            min={0}
            max={unit === "percent" ? 100 : (reading.pages ?? 50_000)}
            value={number}
            placeholder={unit === "page" ? String(reading.page ?? "Page") : String(reading.percent ?? "%")}
            onChange={(event) => setNumber(event.target.value)}
            className="w-0 min-w-0 flex-1 rounded-r-none tabular-nums"
          />
          <Button
            variant="secondary"
            aria-label={unit === "page" ? "By page. Change to percent" : "By percent. Change to page"}
            onClick={() => {
              setUnit(unit === "page" ? "percent" : "page");
              setNumber("");
            }}
            className="-ml-px min-w-15 rounded-l-none px-2 text-sm"
          >
            {unit === "page" ? "page" : "%"}
          </Button>
        </div>
        {asksPages && (
          <div className="flex basis-32 items-center gap-2">
            <label htmlFor={`${id}-pages`} className="text-muted text-sm">
              of
            </label>
            <Input
              id={`${id}-pages`}
              type="number"
              inputMode="numeric"
              min={1}
              max={50_000}
              value={pages}
              placeholder="pages?"
              aria-label="How many pages your copy has, if you know"
              onChange={(event) => setPages(event.target.value)}
              className="min-w-24 tabular-nums"
            />
          </div>
        )}
        <Button type="submit" variant="soft" aria-label={`Update how far you are in ${title}`}>
          Update
        </Button>
        <Button variant="ghost" aria-label={`Finished ${title}`} onClick={onFinish} className="px-3">
          <BookCheck aria-hidden="true" />
          Finished
        </Button>
      </form>
    </div>
  );
}
