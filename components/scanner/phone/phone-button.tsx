"use client";

import { Smartphone } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button } from "@/components/ui/button";
import { lateCode } from "../late-code";
import { useRelay } from "./use-relay";

// A dialog is heavy for the first page, and most readers have the camera in their hand.
const PhoneDialog = lazy(() =>
  lateCode(() => import("./phone-dialog")).then((module) => ({ default: module.PhoneDialog })),
);

/** On a computer: the phone becomes its scanner, by one picture that its camera reads. */
export function PhoneButton({ onIsbn }: { onIsbn: (isbn13: string) => void }) {
  const { state, open, close } = useRelay(onIsbn);
  const [isShown, setShown] = useState(false);
  const isPhoneThere = state.phase === "open" && state.isPhoneThere;
  // Once the phone is there, the picture has done its work and what is scanned is to be seen.
  const isDialogOpen = isShown && !isPhoneThere;
  const start = () => {
    setShown(true);
    open();
  };
  const cancel = () => {
    setShown(false);
    close();
  };
  return (
    <div className="max-md:hidden">
      {isPhoneThere ? (
        <p
          role="status"
          className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md bg-success-soft py-1 pr-1 pl-4 text-on-success-soft text-sm"
        >
          <Smartphone aria-hidden="true" className="size-5 shrink-0" />
          <strong className="min-w-0 flex-1">Your phone scans for this page.</strong>
          <Button variant="ghost" onClick={cancel}>
            Disconnect
          </Button>
        </p>
      ) : (
        <Button variant="secondary" onClick={start}>
          <Smartphone aria-hidden="true" />
          Scan with your phone
        </Button>
      )}
      {isDialogOpen && (
        <Suspense>
          <PhoneDialog state={state} onRetry={open} onClose={cancel} />
        </Suspense>
      )}
    </div>
  );
}
