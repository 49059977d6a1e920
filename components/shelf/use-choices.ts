import { useEffect, useState } from "react";
import type { ShelfChoices } from "@/lib/shelf/schema";

/** Where nothing has come, and nothing will. */
export const NO_CHOICES: ShelfChoices = { tags: [], languages: [], genres: [], collections: [], places: [] };

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
      () => isWanted && setChoices((now) => now ?? NO_CHOICES),
    );
    return () => {
      isWanted = false;
    };
  }, [coming]);
  return choices;
}
