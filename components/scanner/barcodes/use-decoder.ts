"use client";

import { useCallback, useEffect, useRef } from "react";
import { type BarcodeDecoder, openDecoder } from "../decoders/barcode-decoder";

/** One decoder for the page, loaded when first asked for and closed when the page is left. */
export function useDecoder(): () => Promise<BarcodeDecoder> {
  const openedRef = useRef<Promise<BarcodeDecoder> | null>(null);

  useEffect(
    () => () => {
      const opened = openedRef.current;
      openedRef.current = null;
      opened?.then(
        (decoder) => decoder.close(),
        () => undefined,
      );
    },
    [],
  );

  return useCallback(() => {
    if (openedRef.current) return openedRef.current;
    const opened = openDecoder();
    openedRef.current = opened;
    // A load that failed on a bad connection may succeed the next time.
    opened.catch(() => {
      if (openedRef.current === opened) openedRef.current = null;
    });
    return opened;
  }, []);
}
