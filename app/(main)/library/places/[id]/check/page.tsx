import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CheckView } from "@/components/copies/check-view";
import { loadCheck } from "@/lib/copies/checking/loaders";

type CheckPageProps = { params: Promise<{ id: string }> };

export const metadata: Metadata = { title: "Check of a place" };

export default async function CheckPage({ params }: CheckPageProps) {
  const loaded = await loadCheck((await params).id);
  if (!loaded) notFound();
  return <CheckView {...loaded} />;
}
