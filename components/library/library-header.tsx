import type { ReactNode } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { ScrollRow } from "@/components/ui/scroll-row";
import { RoomLink } from "./room-link";

/** The rooms of the library, in the order in which they stand side by side. */
const ROOMS = [
  { href: "/library", label: "Collections" },
  { href: "/library/books", label: "Books" },
  { href: "/library/reading", label: "Reading" },
  { href: "/library/series", label: "Series" },
  { href: "/library/places", label: "Places" },
  { href: "/library/figures", label: "Figures" },
] as const;

type LibraryHeaderProps = {
  /** One line under the title. */
  lead?: ReactNode;
  actions?: ReactNode;
};

/** The head of each room of the library: one title for all, and the doors to the others. */
export function LibraryHeader({ lead, actions }: LibraryHeaderProps) {
  return (
    <>
      <PageHeader title="Library" lead={lead} actions={actions} />
      <ScrollRow aria-label="Library" className="-mx-4 mb-5 gap-1 px-4 py-1 md:-mx-1 md:px-1">
        {ROOMS.map(({ href, label }) => (
          <RoomLink key={href} href={href}>
            {label}
          </RoomLink>
        ))}
      </ScrollRow>
    </>
  );
}
