import "server-only";
import { headers } from "next/headers";
import { publicLoader } from "@/lib/accounts/loader";
import { getActor } from "@/lib/accounts/session";
import { readLanguages } from "../works/rules";
import { findNamed, getAuthor, listAuthorWorks } from "./queries";
import type { AuthorDetail, AuthorPage, NamedHits } from "./schema";

const ID = /^[1-9]\d{0,8}$/;
const WORKS_PER_PAGE = 48;

/** An author by the id in an address; anybody may see them. */
export const loadAuthor = publicLoader(
  async (id: string): Promise<AuthorDetail | undefined> => (ID.test(id) ? getAuthor(Number(id)) : undefined),
);

/** A page of their works. */
export const loadAuthorWorks = publicLoader(async (id: number, { sort, after }: AuthorPage) => {
  const [actor, head] = [await getActor(), await headers()];
  const viewer = { userId: actor?.id ?? null, languages: readLanguages(head.get("accept-language")) };
  return listAuthorWorks(id, { sort, cursor: after, limit: WORKS_PER_PAGE }, viewer);
});

/** Series and authors that are called what a visitor looks for. */
export const loadNamed = publicLoader((q: string): Promise<NamedHits> => findNamed(q));
