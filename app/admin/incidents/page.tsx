import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { IncidentList } from "@/components/admin/incident-list";
import { ReportIncident } from "@/components/admin/report-incident";
import { PageHeader } from "@/components/layout/page-header";
import { EmptyState } from "@/components/ui/empty-state";
import { loadIncidents } from "@/lib/ops/incidents/loaders";

export const metadata: Metadata = { title: "Incidents" };

// No loading.tsx beside it: with one, "not found" would be sent as a success.
export default async function IncidentsPage() {
  const incidents = await loadIncidents();
  if (!incidents) notFound();
  return (
    <>
      <PageHeader
        title="Incidents"
        lead="What may harm the site or its readers: found by rules every five minutes, or reported here."
        back={{ href: "/account", label: "Account" }}
        actions={<ReportIncident />}
      />
      {incidents.length === 0 ? (
        <EmptyState icon="🛡️" title="Nothing has happened">
          When somebody tries passwords, copies the catalogue or misuses a key, it comes here.
        </EmptyState>
      ) : (
        <IncidentList incidents={incidents} />
      )}
    </>
  );
}
