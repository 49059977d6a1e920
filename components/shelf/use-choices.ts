import { useEffect, useState } from "react";
import type { ShelfChoices } from "@/lib/shelf/schema";

/**
 * What there is to narrow by, once it has come; null before. On the next page those of the one before stay until then: with
 * `use` the books would wait for them, or the fields go, and with them the focus of whoever has just set one.
 */
export function useChoices(coming: Promise<ShelfChoices>): ShelfChoices | null {
  const [choices, setChoices] = useState<ShelfChoices | null>(null);
  useEffect(() => {
    let isWanted = true;
    coming.then(
      (come) => isWanted && setChoices(come),
      // The server has said why; one can still narrow by whatever is typed.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [coming]);
  return choices;
}
