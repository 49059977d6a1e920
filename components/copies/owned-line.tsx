"use client";

import { BookCheck } from "lucide-react";
import { createContext, type ReactNode, useContext } from "react";
import { cn } from "@/components/ui/cn";
import type { Owned, OwnedByIsbn } from "@/lib/copies/owned/schema";

const OwnedContext = createContext<OwnedByIsbn>({});

/** Lets every book below say what the visitor's household has of it. */
export function OwnedProvider({ owned, children }: { owned: OwnedByIsbn; children: ReactNode }) {
  return <OwnedContext value={owned}>{children}</OwnedContext>;
}

type OwnedLineProps = { isbn: string /** Where there is little room. */; isShort?: boolean; className?: string };

/** "You own this: Living room, B3"; nothing where nobody has it. */
export function OwnedLine({ isbn, ...props }: OwnedLineProps) {
  const owned = useContext(OwnedContext)[isbn];
  return owned ? <OwnedWords owned={owned} {...props} /> : null;
}

export function OwnedWords({ owned, isShort, className }: Omit<OwnedLineProps, "isbn"> & { owned: Owned }) {
  const { words, short, isThis } = owned;
  return (
    <p
      className={cn(
        "flex min-w-0 items-start gap-1.5 font-semibold",
        isThis ? "text-success" : "text-muted",
        isShort ? "text-xs" : "text-sm",
        className,
      )}
    >
      <BookCheck aria-hidden="true" className={cn("shrink-0", isShort ? "size-4" : "mt-0.5 size-4")} />
      {isShort ? (
        <>
          <span aria-hidden="true" className="truncate">
            {short}
          </span>
          <span className="sr-only">{words}</span>
        </>
      ) : (
        <span className="min-w-0 break-words">{words}</span>
      )}
    </p>
  );
}
