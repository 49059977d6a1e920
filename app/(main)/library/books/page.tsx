import type { Metadata } from "next";
import { OwnedProvider } from "@/components/copies/owned-line";
import { ShelfRoom } from "@/components/shelf/shelf-room";
import { loadOwned } from "@/lib/copies/owned/loaders";
import { loadCollection, loadCollectionChoices, loadQuery } from "@/lib/library/loaders";
import { loadShelf, loadShelfChoices, loadWaysOut } from "@/lib/shelf/loaders";
import { shelfPage } from "@/lib/shelf/schema";
import { loadTags } from "@/lib/tags/loaders";

type BooksPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export const metadata: Metadata = { title: "Books" };

export default async function BooksPage({ searchParams }: BooksPageProps) {
  const page = shelfPage.parse(await searchParams);
  const [shelf, tags, collections, edited] = await Promise.all([
    loadShelf(page),
    loadTags(),
    loadCollectionChoices(),
    loadEdited(page.edit),
  ]);
  const owned = await loadOwned(shelf.content.books.map(({ isbn }) => isbn));
  const tagNames = tags.map(({ name }) => name);
  return (
    <OwnedProvider owned={owned}>
      <ShelfRoom
        page={page}
        {...shelf}
        // Not waited for, and begun last: each looks through all books once more, and the list comes first.
        choices={loadShelfChoices()}
        waysOut={shelf.content.total === 0 ? loadWaysOut(shelf.query) : null}
        {...{ tagNames, edited }}
        collections={collections ?? []}
      />
    </OwnedProvider>
  );
}

async function loadEdited(id: number | undefined) {
  const collection = id === undefined ? undefined : await loadCollection(String(id));
  const before = collection && (await loadQuery(collection));
  return before ? { collection, before } : null;
}
