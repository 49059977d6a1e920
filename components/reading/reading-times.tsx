"use client";

import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import type { Reading } from "@/lib/reading/schema";
import { STATUS_NAMES } from "@/lib/reading/statuses/rules";
import { tellDeletedReading } from "./acts";
import { ReadingDialog } from "./reading-dialog";
import { sayDays } from "./words";

type ReadingTimesProps = { book: { isbn: string; title: string }; readings: Reading[] };

/** Each time that a reader has read a book, to be mended, deleted and added to. */
export function ReadingTimes({ book, readings }: ReadingTimesProps) {
  const [edited, setEdited] = useState<Reading | "new" | null>(null);
  const over = readings.filter(({ outcome }) => outcome !== "reading");
  return (
    <div className="grid grid-cols-1 gap-1">
      {over.length > 0 && (
        <ul aria-label="When you read it" className="grid grid-cols-1">
          {over.map((reading) => (
            <li key={reading.id} className="flex items-center gap-1 border-line border-t">
              <p className="min-w-0 flex-1 text-sm">
                <span className="font-semibold">
                  {STATUS_NAMES[reading.outcome === "finished" ? "read" : "stopped"]}
                </span>{" "}
                <span className="text-muted">{sayDays(reading)}</span>
              </p>
              {reading.id > 0 && (
                <>
                  <IconButton label={`Change: read ${sayDays(reading)}`} onClick={() => setEdited(reading)}>
                    <Pencil aria-hidden="true" />
                  </IconButton>
                  <IconButton
                    label={`Delete: read ${sayDays(reading)}`}
                    onClick={() => void tellDeletedReading(book, reading.id)}
                  >
                    <Trash2 aria-hidden="true" />
                  </IconButton>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      <Button variant="ghost" onClick={() => setEdited("new")} className="justify-self-start px-2 text-sm">
        <Plus aria-hidden="true" />
        {over.length > 0 ? "Add another time" : "Add a time that you read it"}
      </Button>
      {edited && (
        <ReadingDialog book={book} reading={edited === "new" ? undefined : edited} onClose={() => setEdited(null)} />
      )}
    </div>
  );
}
