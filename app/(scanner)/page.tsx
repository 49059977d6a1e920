import { Scanner } from "@/components/scanner/scanner";
import { getActor } from "@/lib/accounts/session";
import { loadPlacesToScan } from "@/lib/copies/loaders";
import { loadCollectionChoices } from "@/lib/library/loaders";
import samples from "@/public/samples/samples.json";

type ScannerPageProps = {
  searchParams: Promise<Record<"book" | "ask" | "again" | "mode" | "place", string | string[] | undefined>>;
};

const first = (value: string | string[] | undefined) => (typeof value === "string" ? value : null);

/**
 * The home page is the scanner. `?book=` shows a book at once: the way back from signing in. `?ask=` asks for an ISBN as
 * if it had been typed here: the way here from where it was not found. `?again=1` shows the last answer of this tab again.
 * `?mode=` begins in a mode of scanning, `&place=` with that place: the way here from a shelf.
 */
export default async function ScannerPage({ searchParams }: ScannerPageProps) {
  const [{ book, ask, again, mode, place }, choices, places, reader] = await Promise.all([
    searchParams,
    loadCollectionChoices(),
    loadPlacesToScan(),
    getActor(),
  ]);
  const wanted = first(mode);
  return (
    <Scanner
      reader={reader?.username ?? null}
      choices={choices}
      places={places}
      initialMode={wanted ? { mode: wanted, placeId: Number(first(place)) || null } : null}
      initialIsbn={first(book)}
      initialAsk={first(ask)}
      showsLast={again !== undefined}
      samples={samples}
    />
  );
}
