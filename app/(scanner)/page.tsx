import { Scanner } from "@/components/scanner/scanner";
import { loadCollectionChoices } from "@/lib/library/loaders";
import samples from "@/public/samples/samples.json";

type ScannerPageProps = { searchParams: Promise<{ book?: string | string[] }> };

/** The home page is the scanner. `?book=` shows a book at once: the way back from signing in. */
export default async function ScannerPage({ searchParams }: ScannerPageProps) {
  const [{ book }, choices] = await Promise.all([searchParams, loadCollectionChoices()]);
  return <Scanner choices={choices} initialIsbn={typeof book === "string" ? book : null} samples={samples} />;
}
