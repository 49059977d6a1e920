import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";

type LinkOverProps = {
  /** Where there is a new one. */
  action: { href: string; label: string };
  children: ReactNode;
};

/** In place of what the link of a letter leads to, when it was used or has run out. */
export function LinkOver({ action, children }: LinkOverProps) {
  return (
    <EmptyState
      as="h1"
      icon="⌛"
      title="This link is over"
      actions={<ButtonLink href={action.href}>{action.label}</ButtonLink>}
    >
      {children}
    </EmptyState>
  );
}
