import type { SeenBy } from "@/lib/library/joining/schema";
import type { Collection } from "@/lib/library/schema";
import { labelOf } from "./words";

type Two<One> = { kept: One; gone: One };

/** Who sees books, or sees them no longer, when one collection has become part of another. */
export function sayWhoSees({ kept, gone }: Two<Pick<Collection, "name" | "icon">>, of: Two<SeenBy>): string[] {
  const [here, there] = [labelOf(kept), labelOf(gone)];
  return [
    of.kept.isLinked && `Everybody with the link to ${here} then sees the books of ${there} too.`,
    of.kept.isShared && !of.gone.isShared && `Your household then sees the books of ${there} too.`,
    of.gone.isShared && !of.kept.isShared && `Your household then no longer sees the books of ${there}.`,
    of.gone.isLinked && `The link to ${there} then leads nowhere, also after you take this back.`,
  ].filter((words) => words !== false);
}
