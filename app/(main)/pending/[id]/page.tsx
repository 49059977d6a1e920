import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PendingPage } from "@/components/pending/pending-page";
import { loadCollectionChoices } from "@/lib/library/loaders";
import { loadPending } from "@/lib/scans/pending/loaders";
import { presentPending } from "@/lib/scans/pending/schema";

export const metadata: Metadata = { title: "On its way", robots: { index: false } };

type PendingBookPageProps = { params: Promise<{ id: string }> };

export default async function PendingBookPage({ params }: PendingBookPageProps) {
  const [found, choices] = await Promise.all([loadPending((await params).id), loadCollectionChoices()]);
  if (!found) notFound();
  const { pending, ...asks } = found;
  return <PendingPage initial={presentPending(pending)} choices={choices} {...asks} />;
}
