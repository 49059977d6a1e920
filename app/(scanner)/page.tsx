import { Scanner } from "@/components/scanner/scanner";
import { loadCollectionChoices } from "@/lib/library/loaders";
import samples from "@/public/samples/samples.json";

type ScannerPageProps = { searchParams: Promise<Record<"book" | "ask" | "again", string | string[] | undefined>> };

const first = (value: string | string[] | undefined) => (typeof value === "string" ? value : null);

/**
 * The home page is the scanner. `?book=` shows a book at once: the way back from signing in. `?ask=` asks for an ISBN as
 * if it had been typed here: the way here from where it was not found. `?again=1` shows the last answer of this tab again.
 */
export default async function ScannerPage({ searchParams }: ScannerPageProps) {
  const [{ book, ask, again }, choices] = await Promise.all([searchParams, loadCollectionChoices()]);
  return (
    <Scanner
      choices={choices}
      initialIsbn={first(book)}
      initialAsk={first(ask)}
      showsLast={again !== undefined}
      samples={samples}
    />
  );
}
