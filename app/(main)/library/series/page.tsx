import type { Metadata } from "next";
import { OwnedProvider } from "@/components/copies/owned-line";
import { LibraryHeader } from "@/components/library/library-header";
import { NoBooks } from "@/components/library/no-books";
import { BegunList } from "@/components/series/begun-list";
import { BackToFirst, MoreLink } from "@/components/ui/more-link";
import { loadBegunSeries } from "@/lib/catalog/series/loaders";
import { seriesRoomHref, seriesRoomPage } from "@/lib/catalog/series/schema";
import { loadOwned } from "@/lib/copies/owned/loaders";

export const metadata: Metadata = { title: "Series · Library" };

type SeriesRoomProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SeriesRoom({ searchParams }: SeriesRoomProps) {
  const page = seriesRoomPage.parse(await searchParams);
  const { series, cursor } = await loadBegunSeries(page);
  if (series.length === 0 && !page.after) {
    return (
      <>
        <LibraryHeader />
        <NoBooks icon="🪜" title="No series begun">
          Own, keep or read a book of a series, and it stands here: how far you are, which volume is next, and which
          ones you lack.
        </NoBooks>
      </>
    );
  }
  return (
    <>
      <LibraryHeader lead="Series that you have begun" />
      {page.after && <BackToFirst href="/library/series" what="series" />}
      <OwnedProvider owned={await loadOwned(series.flatMap(({ nextCard }) => nextCard?.book.isbn ?? []))}>
        <BegunList series={series} />
      </OwnedProvider>
      {cursor && <MoreLink href={seriesRoomHref({ after: cursor })} what="series" />}
    </>
  );
}
