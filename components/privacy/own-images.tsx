"use client";

import { Trash2 } from "lucide-react";
import { useOptimistic, useTransition } from "react";
import { SecuritySection } from "@/components/accounts/security-section";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { tell } from "@/components/ui/tell";
import { deleteOwnPictureAction } from "@/lib/covers/own/actions";
import type { OwnPicture } from "@/lib/covers/own/schema";
import { deleteOwnPhotoAction } from "@/lib/scans/own/actions";
import type { OwnPhoto } from "@/lib/scans/own/schema";

type Image = {
  key: string;
  src: string;
  title: string;
  state: string;
  at: Date;
  remove: () => Promise<{ ok: boolean; message?: string }>;
};

/** Photos of the reader's scans that are kept, each to be deleted. */
export function OwnPhotos({ photos }: { photos: OwnPhoto[] }) {
  const images = photos.map(
    ({ id, keptAt, book, isInUse }): Image => ({
      ...{ key: id, src: `/api/v1/account/photos/${id}`, title: book?.title ?? "An unknown book", at: keptAt },
      state: isInUse ? "Helps to recognise the book" : "Waits for a moderator",
      remove: () => deleteOwnPhotoAction({ photoId: id }),
    }),
  );
  return (
    <SecuritySection id="photos" title="Photos of your scans" lead="That you agreed to have kept.">
      <Images images={images} of="photo" />
    </SecuritySection>
  );
}

const STATES: Record<OwnPicture["state"], string> = {
  shown: "Stands for the book",
  used: "One of the book’s covers",
  proposed: "Waits for a moderator",
  rejected: "Was not taken",
  removed: "Was taken away",
  asked: "Waits with what you asked for",
};

/** Pictures of books that the reader brought, each to be deleted. */
export function OwnPictures({ pictures }: { pictures: OwnPicture[] }) {
  const images = pictures.map(
    ({ kind, id, broughtAt, book, state }): Image => ({
      ...{ key: `${kind}-${id}`, src: `/api/v1/account/pictures/${kind}/${id}` },
      ...{
        title: book?.title ?? (kind === "pending" ? "A book that is not here yet" : "A book that is gone"),
        at: broughtAt,
        state: STATES[state],
      },
      remove: () => deleteOwnPictureAction({ kind, id }),
    }),
  );
  return (
    <SecuritySection id="pictures" title="Your own pictures of books" lead="Of each photo only the cover was kept.">
      <Images images={images} of="picture" />
    </SecuritySection>
  );
}

function Images({ images, of }: { images: Image[]; of: "photo" | "picture" }) {
  const [, startTransition] = useTransition();
  const [present, leaveOut] = useOptimistic(images, (now, key: string) => now.filter((image) => image.key !== key));

  const remove = (image: Image) =>
    startTransition(async () => {
      leaveOut(image.key);
      await tell({ done: `The ${of} is deleted`, work: image.remove });
    });

  return (
    <ul className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      {present.map((image) => (
        <li key={image.key} className="flex gap-4">
          {/* biome-ignore lint/performance/noImgElement: a private picture, for its owner alone */}
          <img
            src={image.src}
            alt={`The ${of} of ${image.title}`}
            loading="lazy"
            className="h-28 w-20 shrink-0 rounded-sm bg-well object-cover"
          />
          <div className="grid min-w-0 flex-1 content-start justify-items-start gap-0.5">
            <p className="break-words font-semibold">{image.title}</p>
            <p className="text-muted text-sm">{image.state}</p>
            <p className="text-muted text-sm">
              <Moment at={image.at} />
            </p>
            <Button
              variant="danger-ghost"
              className="-ml-4"
              aria-label={`Delete the ${of} of ${image.title}`}
              onClick={() => remove(image)}
            >
              <Trash2 aria-hidden="true" />
              Delete
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}
