"use client";

import { useEffect, useState } from "react";

const RELEASE_AFTER_MS = 10_000;

/** An address under which an `<img>` can show a blob; released soon after the blob changes or the view goes. */
export function useObjectUrl(blob: Blob | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!blob) return;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => {
      setUrl(null);
      // A picture that has just begun to load still needs it.
      setTimeout(() => URL.revokeObjectURL(made), RELEASE_AFTER_MS);
    };
  }, [blob]);
  return url;
}
