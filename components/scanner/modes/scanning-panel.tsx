import { lazy, Suspense } from "react";
import type { PlaceChoice } from "@/lib/copies/places/schema";
import type { CollectionChoice } from "@/lib/library/schema";
import { lateCode } from "../late-code";
import { PhoneButton } from "../phone/phone-button";
import { ModeBar } from "./mode-bar";
import type { Scanning } from "./use-scanning";

type ScanningPanelProps = {
  scanning: Scanning;
  choices: CollectionChoice[] | null;
  places: PlaceChoice[];
  /** For what a phone sends to this page. */
  onIsbn: (isbn13: string) => void;
};

// Needed once the first book is scanned; the camera opens sooner without it.
const PhonePanel = lazy(() =>
  lateCode(() => import("../phone/phone-panel")).then((module) => ({ default: module.PhonePanel })),
);

/** What is done with books: the modes, or what this phone sends to a computer. */
export function ScanningPanel({ scanning, choices, places, onIsbn }: ScanningPanelProps) {
  const { settings, setSettings, handling, setHandling, phone } = scanning;
  if (phone) {
    return (
      <Suspense>
        <PhonePanel
          asked={phone.asked}
          sent={phone.sent}
          onAgree={phone.agree}
          onDecline={phone.decline}
          onSendAgain={phone.sendAgain}
          onLeave={phone.leave}
        />
      </Suspense>
    );
  }
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
