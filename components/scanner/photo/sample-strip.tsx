"use client";

import { Barcode } from "lucide-react";
import { useState } from "react";
import { Spinner } from "@/components/ui/spinner";
import { toast } from "@/components/ui/toast";

/** A photo that comes with the site, for a first try without a book or a camera at hand. */
export type Sample = {
  /** File name under /samples/. */
  file: string;
  /** The same photo, small enough for a strip of them. */
  thumb: string;
  /** What the photo shows, in a sentence. */
  alt: string;
  title: string;
  kind: string;
};

type SampleStripProps = { samples: Sample[]; onFile: (file: File) => void };

/** "Try a sample photo": each goes the very way of a photo that the reader chose. */
export function SampleStrip({ samples, onFile }: SampleStripProps) {
  const [loading, setLoading] = useState<string | null>(null);

  const take = async ({ file }: Sample) => {
    setLoading(file);
    try {
      const response = await fetch(`/samples/${file}`);
      if (!response.ok) throw new Error(`status ${response.status}`);
      const photo = await response.blob();
      onFile(new File([photo], file, { type: photo.type }));
    } catch {
      toast({ tone: "problem", message: "The sample photo could not be loaded. Are you online?" });
    } finally {
      setLoading(null);
    }
  };

  return (
    <section aria-labelledby="samples-title" className="min-w-0">
      <h2 id="samples-title" className="mb-1.5 font-semibold text-sm">
        No book at hand? Try a sample photo
      </h2>
      <ul className="-mx-4 flex gap-2.5 overflow-x-auto scroll-px-4 px-4 py-1.5 [scrollbar-width:thin] md:mx-0 md:flex-wrap md:px-1 lg:gap-2 lg:px-0">
        {samples.map((sample) => (
          <li key={sample.file} className="shrink-0">
            <button
              type="button"
              onClick={() => take(sample)}
              aria-label={`Sample photo. ${sample.alt}`}
              title={sample.title}
              aria-busy={loading === sample.file || undefined}
              className="relative block size-18 overflow-hidden lg:size-15 rounded-md bg-well ring-1 ring-line-strong transition-transform duration-150 ease-out hover:scale-[1.04] active:scale-95"
            >
              {/* biome-ignore lint/performance/noImgElement: small files in the right size already */}
              <img
                src={`/samples/${sample.thumb}`}
                alt=""
                width={72}
                height={72}
                decoding="async"
                className="size-full object-cover"
              />
              {sample.kind === "barcode" && (
                <span className="absolute top-1 right-1 grid size-6 place-items-center rounded-sm bg-raised text-ink">
                  <Barcode aria-hidden="true" className="size-4" />
                </span>
              )}
              {loading === sample.file && (
                <span className="absolute inset-0 grid place-items-center bg-black/55 text-white">
                  <Spinner />
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
