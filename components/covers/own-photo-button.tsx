"use client";

import { Camera, RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { PhotoPicker } from "@/components/scanner/photo/photo-pickers";
import { useObjectUrl } from "@/components/scanner/photo/use-object-url";
import { Button, type ButtonVariants, buttonVariants } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { Spinner } from "@/components/ui/spinner";
import { toast } from "@/components/ui/toast";
import { presentWords } from "@/lib/accounts/consents/rules";
import { turned } from "@/lib/covers/straightening/rules";
import { MarkedPhoto } from "./marked-photo";
import { useOwnPhoto } from "./use-own-photo";

type OwnPhotoButtonProps = Pick<ButtonVariants, "variant" | "size"> & {
  isbn: string;
  /** Whose photo stands for the book at once; everybody else's is looked at first. */
  isDirect: boolean;
};

/** Lets a person photograph a book's cover, mark it in the photo, and have it kept, seen straight on. */
export function OwnPhotoButton({ isbn, isDirect, variant = "secondary", size }: OwnPhotoButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant={variant} size={size} onClick={() => setOpen(true)}>
        <Camera aria-hidden="true" />
        Photograph the cover
      </Button>
      <Dialog open={isOpen} onOpenChange={setOpen}>
        {isOpen && (
          <OwnPhotoDialog
            address={`/api/v1/book/${encodeURIComponent(isbn)}/own-cover`}
            submit={isDirect ? "Use as cover" : "Propose as cover"}
            onClose={() => setOpen(false)}
          />
        )}
      </Dialog>
    </>
  );
}

/** Whoever keeps the picture agrees to these very words, whose version is written down. */
const KEEP_WORDS = presentWords("own_pictures");

const SAID = {
  shown: "Your picture is the cover now",
  proposed: "Thank you. Somebody will look at your picture soon.",
  waiting: "Your picture waits with the book",
};

type OwnPhotoDialogProps = {
  /** Where the photo is sent. */
  address: string;
  submit: string;
  /** A photo that is there already. */
  first?: Blob | null;
  onClose: () => void;
};

/** What `OwnPhotoButton` opens, within a `Dialog`. */
export function OwnPhotoDialog({ address, submit, first = null, onClose }: OwnPhotoDialogProps) {
  const { photo, corners, view, problem, isLooking, mark, choose, keep } = useOwnPhoto(address, first);
  const [isKeeping, setKeeping] = useState(false);
  const router = useRouter();
  const src = useObjectUrl(photo);

  async function onKeep() {
    setKeeping(true);
    const kept = await keep();
    setKeeping(false);
    if (!kept) return;
    if (!kept.ok) return toast({ message: kept.problem, tone: "problem" });
    toast({ message: SAID[kept.value.as] });
    onClose();
    if (kept.value.as !== "proposed") router.refresh();
  }

  const picker = (label: string, isCapture: boolean) => (
    <PhotoPicker
      isCapture={isCapture}
      label={label}
      className={buttonVariants({ variant: "secondary" })}
      onFile={(file) => void choose(file)}
    >
      {label}
    </PhotoPicker>
  );

  return (
    <DialogContent
      title="Photograph the cover"
      description={`${KEEP_WORDS.statement} ${KEEP_WORDS.details}`}
      className="max-w-2xl"
      footer={
        photo ? (
          <>
            {picker("Choose another", false)}
            <Button disabled={!view || isLooking || isKeeping} onClick={() => void onKeep()}>
              {submit}
            </Button>
          </>
        ) : (
          <>
            {picker("Choose a photo", false)}
            {picker("Take a photo", true)}
          </>
        )
      }
    >
      <div className="grid gap-5">
        {photo && src && (corners || isLooking) && (
          <div className="grid grid-cols-1 items-start gap-5 sm:grid-cols-[minmax(0,1fr)_9rem]">
            <figure className="grid justify-items-center gap-2">
              <MarkedPhoto
                src={src}
                alt="Your photo"
                corners={corners}
                onMark={mark}
                className="max-h-[34dvh] max-w-full sm:max-h-[46dvh]"
              />
              <figcaption className="text-muted text-sm">
                Move the corners onto those of the cover, by hand or with the arrow keys. The filled one is its top
                left.
              </figcaption>
            </figure>
            <figure className="flex gap-4 sm:grid sm:gap-2" aria-busy={isLooking}>
              {view ? (
                // biome-ignore lint/performance/noImgElement: a picture that exists nowhere else
                <img
                  src={view}
                  alt="The cover as it would be kept"
                  className="h-auto w-28 rounded-cover shadow-cover sm:w-36"
                />
              ) : (
                isLooking && (
                  <p role="status" className="flex gap-2 text-muted text-sm">
                    <Spinner /> Looking for the cover
                  </p>
                )
              )}
              <Button
                variant="secondary"
                size="sm"
                disabled={!corners}
                onClick={() => corners && mark(turned(corners))}
                className="self-end"
              >
                <RotateCw aria-hidden="true" />
                Turn
              </Button>
            </figure>
          </div>
        )}
        {problem && !isLooking && (
          <Notice tone="warning" role="alert">
            {problem}
          </Notice>
        )}
      </div>
    </DialogContent>
  );
}
