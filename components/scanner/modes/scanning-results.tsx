import type { PriceOf } from "../barcodes/use-list-prices";
import type { FoundBook } from "../lookup/finding";
import { CheckProgress } from "./check-progress";
import { RunList } from "./run-list";
import type { Scanning } from "./use-scanning";

type ScanningResultsProps = { scanning: Scanning; priceOf: PriceOf; onShow: (book: FoundBook) => void };

/** What became of the books of this round, and how far the check of a shelf is. */
export function ScanningResults({ scanning: { settings, check, run }, priceOf, onShow }: ScanningResultsProps) {
  return (
    <div className="grid min-w-0 grid-cols-1 gap-3 empty:hidden md:max-lg:col-span-2">
      {settings.mode === "check" && settings.checked !== null && check.counts && (
        <CheckProgress placeId={settings.checked} counts={check.counts} />
      )}
      <RunList run={run} priceOf={priceOf} onShow={onShow} />
    </div>
  );
}
