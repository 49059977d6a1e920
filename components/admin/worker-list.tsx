import { Badge } from "@/components/ui/badge";
import { Moment } from "@/components/ui/moment";
import { Notice } from "@/components/ui/notice";
import type { JobBoard } from "@/lib/ops/schema";
import { jobName, sayNumber } from "./job-words";

type Worker = JobBoard["workers"][number];

/** The processes that do the work, and whether they are at it. */
export function WorkerList({ workers, waitingEvents }: Pick<JobBoard, "workers" | "waitingEvents">) {
  const isNobodyThere = workers.every(({ isSilent }) => isSilent);
  return (
    <section aria-labelledby="workers">
      <h2 id="workers" className="mb-3 font-book font-semibold text-lg">
        Workers
      </h2>
      {isNobodyThere && (
        <Notice tone="danger" className="mb-3">
          No worker is at work. Nothing is lost, but everything waits until one is started: <code>npm run worker</code>.
        </Notice>
      )}
      <ul className="grid grid-cols-1 gap-px overflow-hidden rounded-lg border border-line bg-line empty:hidden">
        {workers.map((worker) => (
          <WorkerRow key={worker.id} worker={worker} />
        ))}
      </ul>
      {waitingEvents > 0 && (
        <p className="mt-2 text-muted text-sm">
          {waitingEvents === 1
            ? "1 event waits to become jobs."
            : `${sayNumber(waitingEvents)} events wait to become jobs.`}
        </p>
      )}
    </section>
  );
}

function WorkerRow({ worker: { host, pid, startedAt, beatAt, running, isSilent } }: { worker: Worker }) {
  const jobs = new Map<string, number>();
  for (const { job } of running) jobs.set(job, (jobs.get(job) ?? 0) + 1);
  const busy = [...jobs].map(([job, count]) => (count > 1 ? `${jobName(job)} × ${count}` : jobName(job)));
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 bg-surface px-4 py-3 sm:px-5">
      <div className="min-w-0">
        <p className="break-words font-semibold">
          {host}, process {pid}
        </p>
        <p className="text-muted text-sm">
          {isSilent ? (
            <>
              Last heard of <Moment at={beatAt} />: it was ended by force, or hangs
            </>
          ) : (
            <>
              Started <Moment at={startedAt} /> · {busy.length > 0 ? busy.join(", ") : "waits for work"}
            </>
          )}
        </p>
      </div>
      <Badge tone={isSilent ? "danger" : "success"}>{isSilent ? "Silent" : "At work"}</Badge>
    </li>
  );
}
