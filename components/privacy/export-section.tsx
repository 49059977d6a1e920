"use client";

import { Download } from "lucide-react";
import { useTransition } from "react";
import { SecuritySection } from "@/components/accounts/security-section";
import { Button, buttonVariants } from "@/components/ui/button";
import { sayFullDay } from "@/components/ui/day-words";
import { Notice } from "@/components/ui/notice";
import { tell } from "@/components/ui/tell";
import { useWatch } from "@/components/ui/use-watch";
import { discardExportAction, requestExportAction } from "@/lib/privacy/actions";
import type { DataExport } from "@/lib/privacy/exports/schema";

/** A copy of everything: asked for, watched while it is made, fetched. It is where it was after the page is left and opened again. */
export function ExportSection({ latest }: { latest: DataExport | undefined }) {
  const [isPending, startTransition] = useTransition();
  const isAtWork = latest?.state === "waiting" || latest?.state === "running";
  useWatch(isAtWork);

  const request = () =>
    startTransition(async () => {
      await tell({ done: "Your copy is being made", work: () => requestExportAction({}) });
    });
  const discard = (exportId: string, done: string) =>
    startTransition(async () => {
      await tell({ done, work: () => discardExportAction({ exportId }) });
    });

  return (
    <SecuritySection
      id="copy"
      title="A copy of your data"
      lead="Everything that is held on you, in one zip file: a page to read, tables for spreadsheets, JSON for programs, and your pictures."
    >
      <div aria-live="polite">{latest && isAtWork && <Progress latest={latest} />}</div>
      {latest?.state === "failed" && (
        <Notice tone="warning" className="mb-4">
          The last copy could not be made. Please ask for another one.
        </Notice>
      )}
      {latest?.href && latest.expiresAt && (
        <div className="mb-4 grid justify-items-start gap-2">
          <a href={latest.href} download="ridizi-my-data.zip" className={buttonVariants({ variant: "primary" })}>
            <Download aria-hidden="true" />
            Download, {sayBytes(latest.bytes ?? 0)}
          </a>
          <p className="text-muted text-sm">
            For you alone, while you are signed in, until {sayFullDay(latest.expiresAt)};{" "}
            {latest.downloadsLeft === 1 ? "once more" : `${latest.downloadsLeft} times`}.
          </p>
        </div>
      )}
      {latest?.state === "ready" && !latest.href && (
        <p className="mb-4 text-muted">The copy was fetched as often as it can be.</p>
      )}
      <div className="flex flex-wrap gap-3">
        {isAtWork || latest?.state === "ready" ? (
          <Button
            variant="secondary"
            loading={isPending}
            onClick={() => discard(latest.id, isAtWork ? "Stopped" : "The copy is deleted")}
          >
            {isAtWork ? "Stop" : "Delete this copy"}
          </Button>
        ) : (
          <Button variant="secondary" loading={isPending} onClick={request}>
            Make a copy
          </Button>
        )}
      </div>
    </SecuritySection>
  );
}

function Progress({ latest: { state, parts, partsDone } }: { latest: DataExport }) {
  const hasBegun = state === "running" && parts > 0;
  return (
    <div className="mb-4 grid gap-2">
      <p id="copy-progress" className="font-semibold text-sm">
        {hasBegun ? `Being made: ${partsDone} of ${parts} parts` : "Waits for its turn"}
      </p>
      <progress
        aria-labelledby="copy-progress"
        className="h-2 w-full accent-primary"
        max={parts || 1}
        value={hasBegun ? partsDone : undefined}
      />
    </div>
  );
}

function sayBytes(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024)).toLocaleString("en")} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
