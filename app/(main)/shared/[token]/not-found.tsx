import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";

export default function SharedNotFound() {
  return (
    <EmptyState
      as="h1"
      icon="🔗"
      title="This link leads nowhere"
      actions={<ButtonLink href="/">Open Ridizi</ButtonLink>}
    >
      Whoever shared the collection has ended it, or a part of the address is missing. Ask them for a new link.
    </EmptyState>
  );
}
