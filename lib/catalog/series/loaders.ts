import "server-only";
import { headers } from "next/headers";
import { loader, publicLoader } from "@/lib/accounts/loader";
import type { Actor } from "@/lib/accounts/schema";
import { getActor } from "@/lib/accounts/session";
import { readLanguages } from "../works/rules";
import { getSeries, listBegunSeries, listNamesOfBook } from "./queries";
import { type SeriesDetail, type SeriesRoomPage, seriesRoomHref } from "./schema";

const ID = /^[1-9]\d{0,8}$/;
const SERIES_PER_PAGE = 20;

/** A series by the id in an address; anybody may see it, and who is signed in sees how far they are with it. */
export const loadSeries = publicLoader(async (id: string): Promise<SeriesDetail | undefined> => {
  if (!ID.test(id)) return undefined;
  const [actor, head] = [await getActor(), await headers()];
  return getSeries(Number(id), { userId: actor?.id ?? null, languages: readLanguages(head.get("accept-language")) });
});

/** Where a book stands: its series and its authors. */
export const loadNamesOfBook = publicLoader((bookId: number) => listNamesOfBook(bookId));

/** The series that the signed-in reader has begun. */
export const loadBegunSeries = loader(
  "user",
  (page: SeriesRoomPage) => seriesRoomHref(page),
  async (actor: Actor, { after }: SeriesRoomPage) => {
    const languages = readLanguages((await headers()).get("accept-language"));
    return listBegunSeries({ userId: actor.id, languages }, { cursor: after, limit: SERIES_PER_PAGE });
  },
);
