import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OwnedProvider } from "@/components/copies/owned-line";
import { SharedView } from "@/components/library/shared-view";
import { EmptyState } from "@/components/ui/empty-state";
import { loadOwned } from "@/lib/copies/owned/loaders";
import { loadShared } from "@/lib/library/loaders";
import { collectionPage } from "@/lib/library/schema";

type SharedPageProps = {
  params: Promise<{ token: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

async function read({ params, searchParams }: SharedPageProps) {
  const [{ token }, query] = await Promise.all([params, searchParams]);
  const page = collectionPage.parse(query);
  return { token, page, shared: await loadShared(token, page.after, page.shown) };
}

export async function generateMetadata(props: SharedPageProps): Promise<Metadata> {
  const { shared } = await read(props);
  return { title: shared?.name ?? "Shared collection", robots: { index: false, follow: false } };
}

export default async function SharedPage(props: SharedPageProps) {
  const { token, page, shared } = await read(props);
  if (shared === null) {
    return (
      <EmptyState as="h1" icon="🐢" title="That was very much at once">
        Please wait a minute, then open the link again.
      </EmptyState>
    );
  }
  if (!shared) notFound();
  return (
    <OwnedProvider owned={await loadOwned(shared.content.books.map(({ isbn }) => isbn))}>
      <SharedView token={token} page={page} shared={shared} />
    </OwnedProvider>
  );
}
