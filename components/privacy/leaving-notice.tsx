import Link from "next/link";
import { sayFullDay } from "@/components/ui/day-words";
import { Notice } from "@/components/ui/notice";

/** On every page of a browser whose account waits for its erasure: it is a visitor's page, and says why. */
export function LeavingNotice({ dueAt }: { dueAt: Date }) {
  return (
    <Notice tone="warning" className="mb-4">
      <p>
        Your account will be deleted on {sayFullDay(dueAt)}.{" "}
        <Link href="/leaving" className="inline-flex min-h-11 items-center rounded-sm font-semibold underline">
          Keep it after all
        </Link>
      </p>
    </Notice>
  );
}
