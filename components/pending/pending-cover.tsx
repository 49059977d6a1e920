"use client";

import { Camera, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";
import { OwnPhotoDialog } from "@/components/covers/own-photo-button";
import { isUnsolved, recallPhoto } from "@/components/scanner/memory/kept-answers";
import { useObjectUrl } from "@/components/scanner/photo/use-object-url";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { tell } from "@/components/ui/tell";
import { deleteOwnPictureAction } from "@/lib/covers/own/actions";

type PendingCoverProps = {
  id: string;
  /** The picture that the reader has added. */
  picture: { id: number } | null;
};

/** The cover of a book that nobody knows: the reader's last photo, or another one, marked and kept with what was asked for. */
export function PendingCover({ id, picture }: PendingCoverProps) {
  const [last, setLast] = useState<Blob | null>(null);
  const [opened, setOpened] = useState<{ first: Blob | null } | null>(null);
  useEffect(() => {
    const kept = recallPhoto();
    setLast(kept && isUnsolved(kept) ? kept.photo : null);
  }, []);
  return (
    <section aria-labelledby="its-cover" className="grid gap-4">
      <h2 id="its-cover" className="font-book font-semibold text-xl">
        Its cover
      </h2>
      {picture ? (
        <OwnPicture id={picture.id} />
      ) : (
        <div className="flex flex-wrap items-center gap-4">
          {last && <LastPhoto photo={last} />}
          <div className="grid min-w-0 flex-1 basis-56 justify-items-start gap-3">
            <p className="text-muted">
              {last ? "You can add the photo that you just took, or another one." : "You can add a photo of it."} A
              moderator sees it with what you type.
            </p>
            <div className="flex flex-wrap gap-2.5">
              {last && (
                <Button variant="soft" onClick={() => setOpened({ first: last })}>
                  Use this photo
                </Button>
              )}
              <Button variant="secondary" onClick={() => setOpened({ first: null })}>
                <Camera aria-hidden="true" />
                {last ? "Another photo" : "Photograph the cover"}
              </Button>
            </div>
          </div>
        </div>
      )}
      <Dialog open={opened !== null} onOpenChange={(isOpen) => !isOpen && setOpened(null)}>
        {opened && (
          <OwnPhotoDialog
            address={`/api/v1/pending/${encodeURIComponent(id)}/cover`}
            submit="Add as its cover"
            first={opened.first}
            onClose={() => setOpened(null)}
          />
        )}
      </Dialog>
    </section>
  );
}

function LastPhoto({ photo }: { photo: Blob }) {
  const src = useObjectUrl(photo);
  if (!src) return null;
  return (
    // biome-ignore lint/performance/noImgElement: a picture of this moment, which only this page has
    <img src={src} alt="What you last scanned" className="max-h-28 max-w-28 rounded-md" />
  );
}

function OwnPicture({ id }: { id: number }) {
  const router = useRouter();
  const [isBusy, startTransition] = useTransition();
  const remove = () =>
    startTransition(async () => {
      await tell({ done: "The picture is deleted", work: () => deleteOwnPictureAction({ kind: "pending", id }) });
      router.refresh();
    });
  return (
    <div className="flex items-end gap-4">
      {/* biome-ignore lint/performance/noImgElement: a private picture, for its owner alone */}
      <img
        src={`/api/v1/account/pictures/pending/${id}`}
        alt="The cover that you added"
        className="h-auto w-28 rounded-cover shadow-cover"
      />
      <div className="grid justify-items-start gap-2">
        <p className="text-muted">Your picture waits for a moderator.</p>
        <Button variant="danger-ghost" className="-ml-4" disabled={isBusy} onClick={remove}>
          <Trash2 aria-hidden="true" />
          Delete the picture
        </Button>
      </div>
    </div>
  );
}
