import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/components/layout/page-header";
import { AuthorLinks, SeriesView } from "@/components/series/series-view";
import { loadSeries } from "@/lib/catalog/series/loaders";

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
      <SeriesView series={series} />
    </>
  );
}
