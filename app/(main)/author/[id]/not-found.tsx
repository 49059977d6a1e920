import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";

export default function AuthorNotFound() {
  return (
    <>
      <PageHeader title="Author not found" />
      <EmptyState icon="✒️" title="This author is not here" actions={<ButtonLink href="/search">Search</ButtonLink>}>
        No book of the catalogue is theirs (any more). Perhaps the name is spelt in another way.
      </EmptyState>
    </>
  );
}
