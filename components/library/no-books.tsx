import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";

type NoBooksProps = { icon: string; title: string; children: ReactNode };

/** A room without books yet, with the two ways to a first one. */
export function NoBooks({ icon, title, children }: NoBooksProps) {
  return (
    <EmptyState
      icon={icon}
      title={title}
      actions={
        <>
          <ButtonLink href="/">Scan a book</ButtonLink>
          <ButtonLink href="/search" variant="secondary">
            Search
          </ButtonLink>
        </>
      }
    >
      {children}
    </EmptyState>
  );
}
