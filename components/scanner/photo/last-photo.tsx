"use client";

import { RotateCcw } from "lucide-react";
import { useEffect, useState } from "react";
import { ButtonLink } from "@/components/ui/button-link";
import { isUnsolved, type KeptAnswer, recallPhoto } from "../memory/kept-answers";
import { PhotoView } from "./photo-view";

/** The last photo of this tab whose book is still to be found: a history has only books. */
export function LastPhoto({ className }: { className?: string }) {
  const [kept, setKept] = useState<KeptAnswer | null>(null);
  useEffect(() => setKept(recallPhoto()), []);
  if (!kept || !isUnsolved(kept)) return null;
  return (
    <section aria-labelledby="last-photo" className={className}>
      <div className="flex items-center gap-4 rounded-lg border border-line bg-well p-4">
        <PhotoView photo={kept.photo} outline={null} />
        <div className="grid min-w-0 flex-1 gap-2">
          <h2 id="last-photo" className="font-semibold">
            {kept.finding.kind === "unsure" && kept.said === null
              ? "Your last photo may be one of several books"
              : "Your last photo was not recognised"}
          </h2>
          <p className="text-muted text-sm">It is kept in this tab only, until you scan another one.</p>
          <ButtonLink href="/?again=1" prefetch={false} variant="secondary" size="sm" className="justify-self-start">
            <RotateCcw aria-hidden="true" />
            Show again
          </ButtonLink>
        </div>
      </div>
    </section>
  );
}
