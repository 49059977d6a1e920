import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";

export default function CollectionNotFound() {
  return (
    <>
      <PageHeader title="Collection not found" back={{ href: "/library", label: "Library" }} />
      <EmptyState
        icon="🗂️"
        title="This collection is not here"
        actions={<ButtonLink href="/library">Open your library</ButtonLink>}
      >
        It may have been deleted, perhaps in another tab, or it belongs to another account.
      </EmptyState>
    </>
  );
}
