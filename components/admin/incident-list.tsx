import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Moment } from "@/components/ui/moment";
import { CAUSE_WORDS, sayAbout, sayFigures } from "@/lib/ops/incidents/rules";
import type { IncidentSummary } from "@/lib/ops/incidents/schema";
import { SEVERITY_WORDS, STATE_TONES, STATE_WORDS } from "./incident-words";

/** Incidents, those that wait for somebody first. */
export function IncidentList({ incidents }: { incidents: IncidentSummary[] }) {
  return (
    <ul className="grid grid-cols-1 gap-3">
      {incidents.map((incident) => (
        <li
          key={incident.id}
          className="relative grid gap-1.5 rounded-lg border border-line bg-surface p-4 hover:border-line-strong sm:p-5"
        >
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Link
              href={`/admin/incidents/${incident.id}`}
              className="min-w-0 break-words font-semibold after:absolute after:inset-0 after:rounded-lg"
            >
              {incident.title ?? CAUSE_WORDS[incident.cause].title}
            </Link>
            <Badge tone={STATE_TONES[incident.state]}>{STATE_WORDS[incident.state]}</Badge>
            <Badge>{SEVERITY_WORDS[incident.severity]}</Badge>
          </p>
          <p className="break-words text-sm">
            About {sayAbout(incident)}
            {incident.figures.count !== undefined && `, ${sayFigures(incident.cause, incident.figures)}`}
          </p>
          <p className="text-muted text-sm">
            Opened <Moment at={incident.openedAt} />, last seen <Moment at={incident.lastSeenAt} />
          </p>
        </li>
      ))}
    </ul>
  );
}
