import type { Metadata } from "next";
import { OwnedProvider } from "@/components/copies/owned-line";
import { booksIn, ReadingHeader, ReadingRoom } from "@/components/reading/reading-room";
import { loadOwned } from "@/lib/copies/owned/loaders";
import { loadReadingRoom } from "@/lib/reading/loaders";
import { readingPage } from "@/lib/reading/schema";

export const metadata: Metadata = { title: "Reading" };

type ReadingRouteProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ReadingRoute({ searchParams }: ReadingRouteProps) {
  const page = readingPage.parse(await searchParams);
  const room = await loadReadingRoom(page);
  return (
    <>
      <ReadingHeader />
      <OwnedProvider owned={await loadOwned(booksIn(room).map(({ book }) => book.isbn))}>
        <ReadingRoom page={page} room={room} />
      </OwnedProvider>
    </>
  );
}
