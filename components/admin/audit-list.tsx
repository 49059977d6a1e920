import { Badge } from "@/components/ui/badge";
import { Moment } from "@/components/ui/moment";
import type { NamedAuditLine } from "@/lib/accounts/audit/schema";
import { actName, sayDetails } from "./audit-words";

/** Lines of the log of acts, the newest first. */
export function AuditList({ lines }: { lines: NamedAuditLine[] }) {
  return (
    <ol className="grid grid-cols-1 divide-y divide-line rounded-lg border border-line bg-surface">
      {lines.map((line) => (
        <li
          key={line.sequence}
          className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 px-4 py-3 sm:px-5 md:grid-cols-[4rem_1fr_auto]"
        >
          <span className="text-muted text-sm tabular-nums">{line.sequence}</span>
          <p className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
            <span className="font-semibold">{actName(line.act)}</span>
            <Badge>{line.act.split(".")[0]}</Badge>
          </p>
          <p className="text-muted text-sm max-md:col-start-2">
            <Moment at={line.at} />
          </p>
          <p className="min-w-0 break-words text-sm max-md:col-span-2 md:col-span-2 md:col-start-2">
            {sayActor(line)}
            {line.subject !== null && line.subject !== `user:${line.actor}` && (
              <>
                {" → "}
                {line.subjectName ?? <code className="break-all text-muted">{line.subject}</code>}
              </>
            )}
            {Object.keys(line.details).length > 0 && <span className="text-muted"> · {sayDetails(line.details)}</span>}
          </p>
        </li>
      ))}
    </ol>
  );
}

function sayActor({ actor, actorName }: NamedAuditLine) {
  if (actor === null) return "The site, or nobody who was signed in";
  return actorName ?? "An account that is gone";
}
