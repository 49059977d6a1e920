"use client";

import { Share2 } from "lucide-react";
import { useEffect, useId, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { tell } from "@/components/ui/tell";
import { toast } from "@/components/ui/toast";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { makeLinkAction, nameOwnerAction, restoreLinkAction, revokeLinkAction } from "@/lib/library/actions";
import type { Collection } from "@/lib/library/schema";
import type { CollectionLink } from "@/lib/library/sharing/schema";

/** Refusals that will be the same another time. */
const IN_VAIN = ["link_gone", "link_changed", "collection_not_found"];

type Ended = { ok: true; undo: string | null; link?: CollectionLink } | { ok: false; message?: string };

/** What brings ended links back, of this visit, for a dialog that is opened again. */
const endedLinks = new Map<number, string>();

type ShareDialogProps = { collection: Collection; link: CollectionLink | null; onClose: () => void };

/** Makes, shows and ends the link by which others see a collection. Rendered while it is open. */
export function ShareDialog({ collection, link: linkBefore, onClose }: ShareDialogProps) {
  const [link, setLink] = useState(linkBefore);
  const [namesOwner, setNamesOwner] = useState(linkBefore?.namesOwner ?? false);
  // What brings back the link that was ended here; null where there is none.
  const [undo, setUndoHere] = useState<string | null>(endedLinks.get(collection.id) ?? null);
  function setUndo(next: string | null) {
    setUndoHere(next);
    if (next === null) endedLinks.delete(collection.id);
    else endedLinks.set(collection.id, next);
  }
  const [isPending, startTransition] = useTransition();
  const id = useId();
  const on = { collectionId: collection.id };

  /** Ends the link that there is, for another one or for none. */
  function end(done: string, work: () => Promise<Ended>) {
    startTransition(async () => {
      try {
        const result = await work();
        if (!result.ok) return toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
        const { undo } = result;
        setLink(result.link ?? null);
        setUndo(undo);
        toast({ message: done, action: undo === null ? undefined : { label: "Undo", onAction: () => restore(undo) } });
      } catch {
        toast({ message: NO_CONNECTION, tone: "problem" });
      }
    });
  }

  function restore(undo: string) {
    startTransition(async () => {
      await tell({
        done: "The old link works again",
        work: async () => {
          const result = await restoreLinkAction({ ...on, undo });
          if (result.ok || IN_VAIN.includes(result.reason)) setUndo(null);
          if (!result.ok) return result;
          setLink(result.link);
          setNamesOwner(result.link.namesOwner);
          return result;
        },
      });
    });
  }

  const make = () =>
    end(link ? "The old link no longer works" : "The link is made", () => makeLinkAction({ ...on, namesOwner }));
  const revoke = () => end("The link no longer works", () => revokeLinkAction(on));

  function setName(wanted: boolean) {
    setNamesOwner(wanted);
    if (!link) return;
    startTransition(async () => {
      const isDone = await tell({
        done: wanted ? "The page says that it is yours" : "The page no longer says whose it is",
        work: () => nameOwnerAction({ ...on, namesOwner: wanted }),
      });
      if (!isDone) setNamesOwner(!wanted);
    });
  }

  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={`Share ${collection.name}`}
        description="Whoever has the link sees the name, the description and the books, without an account. Nobody can change anything by it."
        footer={
          link ? (
            <>
              <Button variant="danger-ghost" loading={isPending} onClick={revoke}>
                Stop sharing
              </Button>
              <Button variant="secondary" loading={isPending} onClick={make}>
                New link
              </Button>
            </>
          ) : (
            <Button loading={isPending} onClick={make}>
              Make a link
            </Button>
          )
        }
      >
        <div className="grid gap-4">
          {link &&
            (link.token === null ? (
              <p>There is a link, but it cannot be shown again. Make a new one; the old one stops working then.</p>
            ) : (
              <LinkToCollection name={collection.name} token={link.token} />
            ))}
          {undo !== null && (
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-sm">
              <p>The link that was there before leads nowhere now.</p>
              <Button variant="ghost" loading={isPending} onClick={() => restore(undo)}>
                Bring it back
              </Button>
            </div>
          )}
          <label htmlFor={id} className="flex min-h-11 items-center gap-3">
            <input
              id={id}
              type="checkbox"
              checked={namesOwner}
              onChange={(event) => setName(event.target.checked)}
              className="size-5 accent-primary"
            />
            Say that it is mine, with my username
          </label>
        </div>
      </DialogContent>
    </Dialog>
  );
}

function LinkToCollection({ name, token }: { name: string; token: string }) {
  // The site as this reader reaches it, which is how others in the house do.
  const address = `${window.location.origin}/shared/${token}`;
  const canShare = "share" in navigator;
  const picture = useQrCode(address);
  return (
    <div className="grid gap-3">
      <Input readOnly aria-label="Link" value={address} onFocus={(event) => event.target.select()} />
      <div className="flex flex-wrap gap-2">
        <CopyButton text={address}>Copy link</CopyButton>
        {canShare && (
          <Button
            variant="secondary"
            // Closing the sheet of the phone without choosing is no mistake.
            onClick={() => void navigator.share({ title: name, url: address }).catch(() => undefined)}
          >
            <Share2 aria-hidden="true" />
            Share
          </Button>
        )}
      </div>
      {isOfThisMachine() && (
        <p className="text-muted text-sm">
          This address works on this computer only. To share it, open Ridizi by the address that others use.
        </p>
      )}
      {/* biome-ignore lint/performance/noImgElement: a picture made here, there is nothing to load */}
      {picture && <img src={picture} alt="The link as a QR code" className="size-44 rounded-md border border-line" />}
    </div>
  );
}

const isOfThisMachine = () => ["localhost", "127.0.0.1", "[::1]"].includes(window.location.hostname);

/** A text as a picture with a QR code, black on white whatever the page looks like. */
function useQrCode(text: string): string | null {
  const [picture, setPicture] = useState<string | null>(null);
  useEffect(() => {
    let isWanted = true;
    // Of use to those alone who open this.
    import("qrcode")
      .then(({ toString: draw }) => draw(text, { type: "svg", errorCorrectionLevel: "M", margin: 2 }))
      .then((svg) => isWanted && setPicture(`data:image/svg+xml,${encodeURIComponent(svg)}`))
      // Without it the link is there still.
      .catch(() => undefined);
    return () => {
      isWanted = false;
    };
  }, [text]);
  return picture;
}
