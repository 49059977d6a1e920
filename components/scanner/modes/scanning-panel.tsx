import type { PlaceChoice } from "@/lib/copies/places/schema";
import type { CollectionChoice } from "@/lib/library/schema";
import type { FoundBook } from "../finding";
import { PhoneButton } from "../phone/phone-button";
import { PhonePanel } from "../phone/phone-panel";
import type { PriceOf } from "../use-list-prices";
import { CheckProgress } from "./check-progress";
import { ModeBar } from "./mode-bar";
import { announceItem } from "./run";
import { RunList } from "./run-list";
import type { Scanning } from "./use-scanning";

type ScanningPanelProps = {
  scanning: Scanning;
  choices: CollectionChoice[] | null;
  places: PlaceChoice[];
  /** For what a phone sends to this page. */
  onIsbn: (isbn13: string) => void;
};

/** What is done with books: the modes, or what this phone sends to a computer. */
export function ScanningPanel({ scanning, choices, places, onIsbn }: ScanningPanelProps) {
  const { settings, setSettings, handling, setHandling, phone } = scanning;
  if (phone) return <PhonePanel sent={phone.sent} onLeave={phone.leave} />;
  return (
    <div className="grid min-w-0 grid-cols-1 gap-3">
      <ModeBar
        settings={settings}
        onChange={setSettings}
        choices={choices}
        places={places}
        handling={handling}
        onHandling={setHandling}
      />
      <PhoneButton onIsbn={onIsbn} />
    </div>
  );
}

type ScanningResultsProps = { scanning: Scanning; priceOf: PriceOf; onShow: (book: FoundBook) => void };

/** What became of the books of this round, and how far the check of a shelf is. */
export function ScanningResults({ scanning: { settings, check, run }, priceOf, onShow }: ScanningResultsProps) {
  const [newest] = run.items;
  return (
    <div className="grid min-w-0 grid-cols-1 gap-3 empty:hidden md:max-lg:col-span-2">
      {settings.mode === "check" && settings.checked !== null && check.counts && (
        <CheckProgress placeId={settings.checked} counts={check.counts} />
      )}
      <RunList run={run} priceOf={priceOf} onShow={onShow} />
      <p role="status" className="sr-only">
        {newest ? announceItem(newest) : null}
      </p>
    </div>
  );
}
