"use client";

import { Pause, Play } from "lucide-react";
import { useOptimistic, useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { tell } from "@/components/ui/tell";
import { pauseQueueAction, resumeQueueAction } from "@/lib/ops/actions";
import type { JobBoard } from "@/lib/ops/schema";
import { queueName, sayNumber } from "./job-words";

type Queue = JobBoard["queues"][number];

/** The queues, what is in them, and a button each that stops and starts the work on it. */
export function QueueList({ queues }: { queues: Queue[] }) {
  return (
    <section aria-labelledby="queues">
      <h2 id="queues" className="mb-3 font-book font-semibold text-lg">
        Queues
      </h2>
      <ul className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-3">
        {queues.map((queue) => (
          <QueueCard key={queue.name} queue={queue} />
        ))}
      </ul>
    </section>
  );
}

function QueueCard({ queue }: { queue: Queue }) {
  const [isPending, startTransition] = useTransition();
  const [isPaused, setPaused] = useOptimistic(queue.isPaused);
  const { name, purpose } = queue;
  const label = queueName(name);

  function turn() {
    startTransition(async () => {
      setPaused(!isPaused);
      if (isPaused) await tell({ done: `${label} goes on`, work: () => resumeQueueAction({ queue: name }) });
      else
        await tell({
          done: `${label} is paused. What runs is finished`,
          work: () => pauseQueueAction({ queue: name }),
        });
    });
  }

  return (
    <li
      aria-labelledby={`queue-${name}`}
      className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4 sm:p-5"
    >
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h3 id={`queue-${name}`} className="font-semibold">
          {label}
        </h3>
        {isPaused ? <Badge tone="beam">Paused</Badge> : queue.running > 0 && <Badge tone="success">At work</Badge>}
      </div>
      <p className="text-muted text-sm">{purpose}</p>
      <dl className="grid grid-cols-4 gap-2 text-sm">
        <Count name="Waiting" count={queue.waiting} />
        <Count name="Running" count={queue.running} />
        <Count name="Resting" count={queue.delayed} />
        <Count name="Failed" count={queue.failed} isBad />
      </dl>
      <Button
        variant={isPaused ? "soft" : "secondary"}
        className="mt-auto self-start"
        loading={isPending}
        onClick={turn}
        aria-label={`${isPaused ? "Resume" : "Pause"} ${label}`}
      >
        {isPaused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
        {isPaused ? "Resume" : "Pause"}
      </Button>
    </li>
  );
}

function Count({ name, count, isBad = false }: { name: string; count: number; isBad?: boolean }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-muted text-xs">{name}</dt>
      <dd className={isBad && count > 0 ? "font-semibold text-danger tabular-nums" : "font-semibold tabular-nums"}>
        {sayNumber(count)}
      </dd>
    </div>
  );
}
