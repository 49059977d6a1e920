import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CollectionView } from "@/components/library/collection-view";
import {
  loadCollection,
  loadCollectionBooks,
  loadCollectionChoices,
  loadLink,
  loadMerges,
} from "@/lib/library/loaders";
import { collectionPage } from "@/lib/library/schema";

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
  const page = collectionPage.parse(await searchParams);
  const [content, link, choices, merges] = await Promise.all([
    loadCollectionBooks(collection, page),
    loadLink(collection),
    loadCollectionChoices(),
    loadMerges(),
  ]);
  if (!content) notFound();
  const others = { link, choices: choices ?? [], merges };
  return <CollectionView collection={collection} page={page} content={content} {...others} />;
}
