"use client";

import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { RelayState } from "./use-relay";

type PhoneDialogProps = { state: RelayState; onRetry: () => void; onClose: () => void };

/** The picture that leads a phone to this page. Rendered while it is open. */
export function PhoneDialog({ state, onRetry, onClose }: PhoneDialogProps) {
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title="Scan with your phone"
        description="Point your phone’s camera at this picture and open the link. What you scan there shows up here, at once. You need not sign in on the phone."
      >
        <div className="grid justify-items-center gap-4" aria-live="polite">
          {state.phase === "failed" ? (
            <>
              <p className="text-danger">{state.problem}</p>
              <Button onClick={onRetry}>Try again</Button>
            </>
          ) : state.phase === "open" ? (
            <>
              {/* biome-ignore lint/performance/noImgElement: a picture that came as text */}
              <img src={state.relay.qrCode} alt="QR code with the link for your phone" className="w-56 rounded-md" />
              {isOfThisComputer(state.relay.url) ? (
                <Notice tone="warning">
                  Your phone cannot open this link: it leads to the computer that opens it. Open this page by the
                  address that the site has in your network, over https.
                </Notice>
              ) : (
                <p className="text-muted text-sm">Waiting for your phone…</p>
              )}
              <p className="max-w-full break-all text-center text-muted text-xs">{state.relay.url}</p>
            </>
          ) : (
            <Skeleton className="size-56" />
          )}
        </div>
      </DialogContent>
    </Dialog>
  );
}

/** An address that means another machine on each machine. */
const isOfThisComputer = (url: string): boolean => /^https?:\/\/(localhost|127\.|\[::1\])/.test(url);
