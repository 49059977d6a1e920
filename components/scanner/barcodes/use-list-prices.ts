"use client";

import { useCallback, useState } from "react";
import type { ListPrice } from "@/lib/catalog/prices/rules";
import { sayPrice } from "@/lib/copies/rules";

/** The price that a barcode names beside the ISBN, in words; null where it names none. */
export type PriceOf = (isbn13: string | null) => string | null;

/** The prices that were read beside the barcodes of this visit: a decoder may find one a moment after its book. */
export function useListPrices(): { of: PriceOf; note: (isbn13: string, price: ListPrice) => void } {
  const [prices, setPrices] = useState<ReadonlyMap<string, ListPrice>>(new Map());
  const note = useCallback(
    (isbn13: string, price: ListPrice) => setPrices((now) => new Map(now).set(isbn13, price)),
    [],
  );
  const of = useCallback<PriceOf>(
    (isbn13) => {
      const price = isbn13 === null ? undefined : prices.get(isbn13);
      if (!price) return null;
      const said = sayPrice(price.cents / 100, price.currency);
      return price.isAtLeast ? `${said} or more` : said;
    },
    [prices],
  );
  return { of, note };
}
