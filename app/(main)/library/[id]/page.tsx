import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OwnedProvider } from "@/components/copies/owned-line";
import { CollectionView } from "@/components/library/collection-view";
import { SmartView } from "@/components/shelf/smart-view";
import { TagLotButton } from "@/components/tags/tag-lot-button";
import { loadOwned } from "@/lib/copies/owned/loaders";
import {
  loadCollection,
  loadCollectionBooks,
  loadCollectionChoices,
  loadLink,
  loadMerges,
  loadQuery,
  loadRights,
} from "@/lib/library/loaders";
import { type CollectionDetail, collectionPage } from "@/lib/library/schema";
import { loadFilled } from "@/lib/shelf/loaders";
import type { SavedQuery } from "@/lib/shelf/schema";
import { shelfPage } from "@/lib/shelf/schema";
import { loadTags } from "@/lib/tags/loaders";

type CollectionPageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: CollectionPageProps): Promise<Metadata> {
  const collection = await loadCollection((await params).id);
  return { title: collection?.name ?? "Collection not found" };
}

export default async function CollectionPage({ params, searchParams }: CollectionPageProps) {
  const collection = await loadCollection((await params).id);
  if (!collection) notFound();
  const query = await loadQuery(collection);
  if (query) return <SmartCollection collection={collection} query={query} asked={await searchParams} />;
  const page = collectionPage.parse(await searchParams);
  const [content, link, choices, merges, rights, tags] = await Promise.all([
    loadCollectionBooks(collection, page),
    loadLink(collection),
    loadCollectionChoices(),
    loadMerges(),
    loadRights(collection),
    loadTags(),
  ]);
  if (!content) notFound();
  const lotActions = <TagLotButton suggestions={tags.map(({ name }) => name)} />;
  const others = { link, choices: choices ?? [], merges, rights, lotActions };
  return (
    <OwnedProvider owned={await loadOwned(content.books.map(({ isbn }) => isbn))}>
      <CollectionView collection={collection} page={page} content={content} {...others} />
    </OwnedProvider>
  );
}

type SmartCollectionProps = {
  collection: CollectionDetail;
  query: SavedQuery;
  asked: Record<string, string | string[] | undefined>;
};

async function SmartCollection({ collection, query, asked }: SmartCollectionProps) {
  // Without another order: the one that it was saved with.
  const page = shelfPage.parse({ ...asked, q: "", edit: undefined, sort: asked.sort ?? query.sort });
  const [content, tags, collections] = await Promise.all([
    loadFilled(query.filter, page),
    loadTags(),
    loadCollectionChoices(),
  ]);
  return (
    <OwnedProvider owned={await loadOwned(content.books.map(({ isbn }) => isbn))}>
      <SmartView
        {...{ collection, query, page, content }}
        tagNames={tags.map(({ name }) => name)}
        collections={collections ?? []}
      />
    </OwnedProvider>
  );
}
