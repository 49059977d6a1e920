import { QrCode, UsersRound } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { NewPlaceButton } from "@/components/copies/new-place-button";
import { PlaceTree } from "@/components/copies/place-tree";
import { countCopies } from "@/components/copies/words";
import { LibraryHeader } from "@/components/library/library-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { loadPlaceChoices, loadPlaces } from "@/lib/copies/loaders";
import { sayWorth } from "@/lib/copies/rules";
import { placeHref } from "@/lib/copies/schema";

export const metadata: Metadata = { title: "Places" };

export default async function PlacesPage() {
  const [{ tree, nowhere, totals, memberCount }, choices] = await Promise.all([loadPlaces(), loadPlaceChoices()]);
  const worth = sayWorth(totals.worth);
  const household = (
    <ButtonLink href="/library/household" variant="secondary">
      <UsersRound aria-hidden="true" />
      {memberCount > 1 ? `Household of ${memberCount}` : "Share with others"}
    </ButtonLink>
  );
  if (tree.length === 0 && totals.copies === 0) {
    return (
      <>
        <LibraryHeader actions={household} />
        <EmptyState icon="🏠" title="Where do your books stand?" actions={<NewPlaceButton places={choices} />}>
          Make your rooms and shelves here, then say of each book “I own this” and where it is. Wherever a book shows,
          you see at once that you have it, and where: Living room, B3.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <LibraryHeader
        lead={worth === "" ? countCopies(totals.copies) : `${countCopies(totals.copies)}, bought for ${worth}`}
        actions={
          <>
            {household}
            <NewPlaceButton places={choices} variant="secondary" />
          </>
        }
      />
      {tree.length > 0 ? (
        <PlaceTree nodes={tree} label="Places" />
      ) : (
        <p className="mb-3 max-w-prose text-muted">
          Make your rooms and shelves here, then put your books there, many at once. Wherever a book shows, you see at
          once that you have it, and where: Living room, B3.
        </p>
      )}
      {nowhere > 0 && (
        <p className="mt-1">
          <Link
            href={placeHref(null)}
            className="flex min-h-12 items-center justify-between gap-3 rounded-md px-3 py-2 text-muted hover:bg-well"
          >
            <span className="font-semibold">Nowhere in particular</span>
            <span className="text-sm tabular-nums">{countCopies(nowhere)}</span>
          </Link>
        </p>
      )}
      {tree.length > 0 && (
        <p className="mt-6">
          <ButtonLink href="/library/labels" variant="secondary">
            <QrCode aria-hidden="true" />
            Print labels
          </ButtonLink>
        </p>
      )}
    </>
  );
}
