import { FileDown } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { IncidentNotes } from "@/components/admin/incident-notes";
import { IncidentReview } from "@/components/admin/incident-review";
import { IncidentState } from "@/components/admin/incident-state";
import { IncidentTouched } from "@/components/admin/incident-touched";
import { PageHeader } from "@/components/layout/page-header";
import { buttonVariants } from "@/components/ui/button";
import { loadIncident } from "@/lib/ops/incidents/loaders";
import { CAUSE_WORDS } from "@/lib/ops/incidents/rules";

export const metadata: Metadata = { title: "Incident" };

type IncidentPageProps = { params: Promise<{ id: string }> };

// No loading.tsx beside it: with one, "not found" would be sent as a success.
export default async function IncidentPage({ params }: IncidentPageProps) {
  const { id } = await params;
  const incident = /^[1-9]\d{0,8}$/.test(id) ? await loadIncident(Number(id)) : undefined;
  if (!incident) notFound();
  const words = CAUSE_WORDS[incident.cause];
  return (
    <>
      <PageHeader
        title={incident.title ?? words.title}
        lead={words.meaning}
        back={{ href: "/admin/incidents", label: "Incidents" }}
        actions={
          <a
            href={`/api/v1/admin/incidents/${incident.id}/export`}
            download
            className={buttonVariants({ variant: "secondary" })}
          >
            <FileDown aria-hidden="true" />
            As Markdown
          </a>
        }
      />
      <div className="grid grid-cols-1 gap-10 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="grid content-start gap-10">
          <IncidentState incident={incident} />
          <IncidentTouched incident={incident} />
          <IncidentReview incident={incident} />
        </div>
        <IncidentNotes incident={incident} />
      </div>
    </>
  );
}
