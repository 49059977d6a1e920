import type { Metadata } from "next";
import { OwnedProvider } from "@/components/copies/owned-line";
import { ShelfRoom } from "@/components/shelf/shelf-room";
import { loadOwned } from "@/lib/copies/owned/loaders";
import { loadCollection, loadCollectionChoices, loadQuery } from "@/lib/library/loaders";
import { loadShelf, loadShelfChoices } from "@/lib/shelf/loaders";
import { shelfPage } from "@/lib/shelf/schema";

type BooksPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export const metadata: Metadata = { title: "Books" };

export default async function BooksPage({ searchParams }: BooksPageProps) {
  const page = shelfPage.parse(await searchParams);
  const [shelf, choices, collections, edited] = await Promise.all([
    loadShelf(page),
    loadShelfChoices(),
    loadCollectionChoices(),
    loadEdited(page.edit),
  ]);
  return (
    <OwnedProvider owned={await loadOwned(shelf.content.books.map(({ isbn }) => isbn))}>
      <ShelfRoom page={page} {...shelf} choices={choices} collections={collections ?? []} edited={edited} />
    </OwnedProvider>
  );
}

async function loadEdited(id: number | undefined) {
  const collection = id === undefined ? undefined : await loadCollection(String(id));
  const before = collection && (await loadQuery(collection));
  return before ? { collection, before } : null;
}
