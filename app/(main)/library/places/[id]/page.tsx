import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LastCheck } from "@/components/copies/last-check";
import { NewPlaceButton } from "@/components/copies/new-place-button";
import { PlaceMenu } from "@/components/copies/place-menu";
import { PlaceTree } from "@/components/copies/place-tree";
import { PlacedCopies } from "@/components/copies/placed-copies";
import { countCopies } from "@/components/copies/words";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { BackToFirst, MoreLink } from "@/components/ui/more-link";
import { loadLastCheck } from "@/lib/copies/checking/loaders";
import { loadPlace } from "@/lib/copies/loaders";
import { placeHref, placePage, placePageAfter, scanHref } from "@/lib/copies/schema";

type PlacePageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export const metadata: Metadata = { title: "Place" };

export default async function PlacePage({ params, searchParams }: PlacePageProps) {
  const { id } = await params;
  const page = placePage.parse(await searchParams);
  const [loaded, check] = await Promise.all([loadPlace(id, page), loadLastCheck(id)]);
  if (!loaded) notFound();
  const { node, path, choices, count, content, isShared } = loaded;
  const above = path.at(-2);
  const next = content.cursor === null ? null : placePageAfter(page, content.cursor);
  return (
    <>
      <PageHeader
        title={node?.name ?? "Nowhere in particular"}
        lead={[
          path
            .slice(0, -1)
            .map(({ name }) => name)
            .join(", "),
          countCopies(count),
        ]
          .filter(Boolean)
          .join(" · ")}
        back={above ? { href: placeHref(above.id), label: above.name } : { href: "/library/places", label: "Places" }}
        actions={
          node && (
            <>
              <NewPlaceButton places={choices} parentId={node.id} variant="secondary" label="Place in it" />
              <PlaceMenu place={node} places={choices} count={count} />
            </>
          )
        }
      />
      {node && <LastCheck placeId={node.id} count={count} check={check} />}
      {node && node.children.length > 0 && (
        <div className="mb-6">
          <PlaceTree nodes={node.children} label={`In ${node.name}`} />
        </div>
      )}
      {page.after && <BackToFirst href={placeHref(node?.id ?? null)} />}
      {content.copies.length === 0 ? (
        <EmptyState icon="📚" title="Nothing stands here" actions={<EmptyActions placeId={node?.id ?? null} />}>
          Scan the books that stand here, one after the other. Or open a book that you own, press “I own this”, and say
          that it stands here.
        </EmptyState>
      ) : (
        <PlacedCopies
          copies={content.copies}
          total={count}
          places={choices}
          here={node?.id ?? null}
          isShared={isShared}
        />
      )}
      {next && <MoreLink href={placeHref(node?.id ?? null, next)} isSamePage={next.after === page.after} />}
    </>
  );
}

function EmptyActions({ placeId }: { placeId: number | null }) {
  return placeId === null ? (
    <ButtonLink href="/search">Find a book</ButtonLink>
  ) : (
    <>
      <ButtonLink href={scanHref("add", placeId)}>Scan books onto it</ButtonLink>
      <ButtonLink href="/search" variant="secondary">
        Find a book
      </ButtonLink>
    </>
  );
}
