import type { Metadata } from "next";
import { CollectionCard, CollectionGrid, FillingCard } from "@/components/library/collection-card";
import { LibraryHeader } from "@/components/library/library-header";
import { MergesDone, MergesUnderWay } from "@/components/library/merges";
import { NewCollectionButton } from "@/components/library/new-collection-button";
import { countBooks } from "@/components/library/words";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { loadCollections, loadFilledCollections, loadKept, loadMerges } from "@/lib/library/loaders";
import { libraryHref, libraryPage } from "@/lib/library/schema";

export const metadata: Metadata = { title: "Library" };

type LibraryPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function LibraryPage({ searchParams }: LibraryPageProps) {
  const { shown } = libraryPage.parse(await searchParams);
  const [collections, merges, kept] = await Promise.all([loadCollections(), loadMerges(), loadKept()]);
  if (collections.length === 0) {
    return (
      <>
        <LibraryHeader />
        <EmptyState
          icon="📚"
          title="Room for your first book"
          actions={
            <>
              <ButtonLink href="/">Scan a book</ButtonLink>
              <NewCollectionButton variant="secondary" />
              <ButtonLink href="/library/import" variant="secondary">
                Bring your books
              </ButtonLink>
            </>
          }
        >
          Books live here in collections: what you own, what you want to read, what you lent to a friend. Scan a book
          and keep it, make a collection to begin with, or bring your books from another app.
        </EmptyState>
        <MergesDone merges={merges} />
      </>
    );
  }
  // Begun last and not waited for: the other collections come first.
  const present = collections.slice(0, shown);
  const filled = loadFilledCollections(present);
  return (
    <>
      <LibraryHeader
        lead={`${countBooks(kept.books)} in ${kept.collections} ${kept.collections === 1 ? "collection" : "collections"}`}
        actions={
          <>
            <ButtonLink href="/library/import" variant="ghost">
              Import and export
            </ButtonLink>
            <NewCollectionButton variant="secondary" />
          </>
        }
      />
      <MergesUnderWay merges={merges} />
      <CollectionGrid>
        {present.map((collection) =>
          collection.isSmart ? (
            <FillingCard key={collection.id} collection={collection} filled={filled} />
          ) : (
            <CollectionCard key={collection.id} collection={collection} />
          ),
        )}
      </CollectionGrid>
      <LoadMore href={libraryHref(shown)} shown={shown} total={collections.length} what="collections" />
      <MergesDone merges={merges} />
    </>
  );
}
