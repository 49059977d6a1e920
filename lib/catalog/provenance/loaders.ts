import "server-only";
import { cache } from "react";
import { requireActor } from "@/lib/accounts/session";
import { decodeBookName, parseBookReference } from "../rules";
import { canCurate } from "./policy";
import { getCuratedBook, listBooksWithProposals } from "./queries";

/** The books that wait for a decision; undefined for readers who decide nothing. */
export const loadBooksWithProposals = cache(async (cursor?: string) => {
  const actor = await requireActor("/admin/books");
  return canCurate(actor) ? listBooksWithProposals(cursor) : undefined;
});

/** A book as those see it who look after it, by any of its names; undefined for everybody else. */
export const loadCuratedBook = cache(async (name: string) => {
  const actor = await requireActor(`/admin/books/${name}`);
  const reference = parseBookReference(decodeBookName(name));
  return canCurate(actor) && typeof reference !== "string" ? getCuratedBook(reference) : undefined;
});
