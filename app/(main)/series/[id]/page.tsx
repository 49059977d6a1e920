import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OwnedProvider } from "@/components/copies/owned-line";
import { PageHeader } from "@/components/layout/page-header";
import { AuthorLinks, SeriesView } from "@/components/series/series-view";
import { loadSeries } from "@/lib/catalog/series/loaders";
import type { SeriesDetail } from "@/lib/catalog/series/schema";
import { loadOwned } from "@/lib/copies/owned/loaders";

type SeriesRouteProps = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: SeriesRouteProps): Promise<Metadata> {
  const series = await loadSeries((await params).id);
  if (!series) return { title: "Series not found", robots: { index: false } };
  return { title: `${series.name} · Series`, alternates: { canonical: `/series/${series.id}` } };
}

export default async function SeriesRoute({ params }: SeriesRouteProps) {
  const series = await loadSeries((await params).id);
  if (!series) notFound();
  const authors = series.strands[0]?.authors ?? [];
  return (
    <>
      <PageHeader
        title={series.name}
        lead={
          authors.length > 0 && (
            <>
              A series by <AuthorLinks authors={authors} />
            </>
          )
        }
      />
      <OwnedProvider owned={await loadOwned(ownedIn(series))}>
        <SeriesView series={series} />
      </OwnedProvider>
    </>
  );
}

/** The books of a series of which the house has something. */
const ownedIn = ({ strands }: SeriesDetail): string[] =>
  strands
    .flatMap(({ volumes, boxes, unnumbered }) => [...volumes.flatMap(({ cards }) => cards), ...boxes, ...unnumbered])
    .flatMap(({ book, mine }) => (mine?.isOwned ? book.isbn : []));
