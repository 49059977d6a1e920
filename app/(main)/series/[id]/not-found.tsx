import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";

export default function SeriesNotFound() {
  return (
    <>
      <PageHeader title="Series not found" />
      <EmptyState icon="📚" title="This series is not here" actions={<ButtonLink href="/search">Search</ButtonLink>}>
        No book of the catalogue is in it (any more). Perhaps it goes by another name.
      </EmptyState>
    </>
  );
}
