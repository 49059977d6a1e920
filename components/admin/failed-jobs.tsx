"use client";

import { RotateCcw, Trash2 } from "lucide-react";
import { useOptimistic, useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Moment } from "@/components/ui/moment";
import { type Decision, tell } from "@/components/ui/tell";
import { discardJobAction, retryAllJobsAction, retryJobAction } from "@/lib/ops/actions";
import type { ShownJob } from "@/lib/ops/schema";
import { EditionLink } from "./edition-link";
import { jobName, queueName, sayNumber } from "./job-words";

type FailedJobsProps = { jobs: ShownJob[]; count: number };

/** Jobs that nobody tries again by itself, each with its reason. A decided one goes at once. */
export function FailedJobs({ jobs, count }: FailedJobsProps) {
  const [isPending, startTransition] = useTransition();
  const [present, leaveOut] = useOptimistic(jobs, (now, gone: ShownJob | "all") =>
    gone === "all" ? [] : now.filter((job) => job.queue !== gone.queue || job.id !== gone.id),
  );

  function decide(gone: ShownJob | "all", decision: Decision) {
    startTransition(async () => {
      leaveOut(gone);
      await tell(decision);
    });
  }

  return (
    <section aria-labelledby="failed">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 id="failed" className="font-book font-semibold text-lg">
          Failed jobs
        </h2>
        {count > 1 && (
          <Button
            variant="secondary"
            loading={isPending}
            onClick={() =>
              decide("all", {
                done: "All of them are tried again",
                work: () => retryAllJobsAction({}),
              })
            }
          >
            <RotateCcw aria-hidden="true" />
            Retry all {sayNumber(count)}
          </Button>
        )}
      </div>
      {present.length === 0 ? (
        <EmptyState icon="🌤️" title="Nothing has failed" as="h3">
          A job that was tried as often as it may be comes here, with its reason.
        </EmptyState>
      ) : (
        <ul className="grid grid-cols-1 gap-3">
          {present.map((job) => (
            <li key={`${job.queue} ${job.id}`}>
              <FailedEntry
                job={job}
                onRetry={() =>
                  decide(job, {
                    done: `${jobName(job.name)} is tried again`,
                    work: () => retryJobAction({ queue: job.queue, id: job.id }),
                  })
                }
                onDiscard={() =>
                  decide(job, {
                    done: "Discarded: what it was to do stays undone",
                    work: () => discardJobAction({ queue: job.queue, id: job.id }),
                  })
                }
              />
            </li>
          ))}
        </ul>
      )}
      {count > jobs.length && (
        <p className="mt-3 text-muted text-sm">
          The latest {jobs.length} of {sayNumber(count)}.
        </p>
      )}
    </section>
  );
}

type FailedEntryProps = { job: ShownJob; onRetry: () => void; onDiscard: () => void };

function FailedEntry({ job, onRetry, onDiscard }: FailedEntryProps) {
  const { id, name, queue, book, payload, reason, attempts, failedAt } = job;
  return (
    <article
      aria-labelledby={`job-${id}`}
      className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 rounded-lg border border-line bg-surface p-4 sm:p-5"
    >
      <div className="flex min-w-0 flex-1 basis-72 flex-col gap-1.5">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span id={`job-${id}`} className="font-semibold">
            {jobName(name)}
          </span>
          <Badge>{queueName(queue)}</Badge>
        </p>
        <p className="break-words text-sm">
          {book ? <EditionLink book={book} /> : <code className="text-muted">{JSON.stringify(payload)}</code>}
        </p>
        <p className="line-clamp-4 break-words text-danger text-sm">{reason || "It gave no reason."}</p>
        <p className="text-muted text-sm">
          {attempts === 1 ? "1 try" : `${attempts} tries`}, <Moment at={failedAt} />
        </p>
      </div>
      <div className="flex flex-wrap gap-2.5">
        <Button variant="secondary" onClick={onRetry} aria-describedby={`job-${id}`}>
          <RotateCcw aria-hidden="true" />
          Retry
        </Button>
        <Button variant="danger-ghost" onClick={onDiscard} aria-describedby={`job-${id}`}>
          <Trash2 aria-hidden="true" />
          Discard
        </Button>
      </div>
    </article>
  );
}
