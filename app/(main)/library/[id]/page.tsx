import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CollectionView } from "@/components/library/collection-view";
import { loadCollection, loadCollectionBooks } from "@/lib/library/loaders";
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
  const content = await loadCollectionBooks(collection, page);
  if (!content) notFound();
  return <CollectionView collection={collection} page={page} content={content} />;
}
