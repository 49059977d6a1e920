import { Download } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AuditFilter } from "@/components/admin/audit-filter";
import { AuditList } from "@/components/admin/audit-list";
import { auditHref, exportHref } from "@/components/admin/audit-words";
import { CheckAudit } from "@/components/admin/check-audit";
import { PageHeader } from "@/components/layout/page-header";
import { buttonVariants } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { loadAudit } from "@/lib/accounts/audit/loaders";
import { auditSearch } from "@/lib/accounts/audit/schema";

export const metadata: Metadata = { title: "Log of acts" };

type AuditPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

// No loading.tsx beside it: with one, "not found" would be sent as a success.
export default async function AuditPage({ searchParams }: AuditPageProps) {
  const search = auditSearch.parse(await searchParams);
  const page = await loadAudit(search);
  if (!page) notFound();
  const { lines, next, acts } = page;
  return (
    <>
      <PageHeader
        title="Log of acts"
        lead="What was done that matters to safety, by whom and when. Each line carries the hash of the one before."
        back={{ href: "/account", label: "Account" }}
        actions={
          <a href={exportHref(search)} download className={buttonVariants({ variant: "secondary" })}>
            <Download aria-hidden="true" />
            As CSV
          </a>
        }
      />
      <CheckAudit />
      <AuditFilter key={`${search.act} ${search.actor}`} search={search} acts={acts} />
      {lines.length === 0 ? (
        <EmptyState icon="📜" title="No such line">
          {search.act || search.actor ? "Nothing was done that fits." : "What is done from now on stands here."}
        </EmptyState>
      ) : (
        <AuditList lines={lines} />
      )}
      <p className="flex flex-wrap justify-center gap-3 py-8">
        {search.before !== undefined && (
          <ButtonLink href={auditHref({ ...search, before: undefined })} variant="secondary">
            Back to the latest
          </ButtonLink>
        )}
        {next !== undefined && (
          <ButtonLink href={auditHref({ ...search, before: next })} variant="secondary">
            Earlier lines
          </ButtonLink>
        )}
      </p>
    </>
  );
}
