import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FailedJobs } from "@/components/admin/failed-jobs";
import { KeepFresh } from "@/components/admin/keep-fresh";
import { QueueList } from "@/components/admin/queue-list";
import { WorkerList } from "@/components/admin/worker-list";
import { PageHeader } from "@/components/layout/page-header";
import { loadJobBoard } from "@/lib/ops/loaders";

export const metadata: Metadata = { title: "Jobs" };

// No loading.tsx beside it: with one, "not found" would be sent as a success.
export default async function JobsPage() {
  const board = await loadJobBoard();
  if (!board) notFound();
  const { queues, workers, failed, waitingEvents } = board;
  return (
    <>
      <PageHeader title="Jobs" lead="The work behind the site: covers, search, look-ups, upkeep." />
      <KeepFresh />
      <div className="grid grid-cols-1 gap-10">
        <WorkerList workers={workers} waitingEvents={waitingEvents} />
        <QueueList queues={queues} />
        <FailedJobs {...failed} />
      </div>
    </>
  );
}
