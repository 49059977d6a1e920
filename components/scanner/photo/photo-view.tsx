"use client";

import { Maximize2 } from "lucide-react";
import { useState } from "react";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import type { Candidate } from "../lookup/finding";
import { OutlinedPhoto } from "./outlined-photo";
import { useObjectUrl } from "./use-object-url";

const OUTLINED = "The cover that was found is outlined.";

type PhotoViewProps = { photo: Blob | null; outline: Candidate["outline"] };

/** The reader's own photo, small, with the found cover outlined; a tap makes it large. Nothing where it cannot be shown. */
export function PhotoView({ photo, outline }: PhotoViewProps) {
  const url = useObjectUrl(photo);
  const [isLarge, setLarge] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  if (!url || hasFailed) return null;
  const shown = { url, outline, onFail: () => setFailed(true) };
  return (
    <>
      <button
        type="button"
        onClick={() => setLarge(true)}
        className="relative block w-fit shrink-0 rounded-md [--focus-inner:var(--well)]"
      >
        <span className="sr-only">Show larger: </span>
        <OutlinedPhoto
          {...shown}
          alt={outline ? `Your photo. ${OUTLINED}` : "Your photo"}
          line={2.2}
          className="max-h-28 max-w-28"
        />
        <span
          aria-hidden="true"
          className="absolute right-1 bottom-1 grid size-5 place-items-center rounded-full bg-black/70 text-white"
        >
          <Maximize2 className="size-3" />
        </span>
      </button>
      <Dialog open={isLarge} onOpenChange={setLarge}>
        <DialogContent
          title="Your photo"
          description={outline && OUTLINED}
          className="w-fit min-w-[min(20rem,calc(100vw-2rem))] max-w-[calc(100vw-2rem)]"
        >
          <div className="grid justify-items-center">
            <OutlinedPhoto {...shown} alt="Your photo" line={0.7} className="max-h-[calc(100dvh-10rem)] max-w-full" />
          </div>
        </DialogContent>
      </Dialog>
    </>
  );
}
