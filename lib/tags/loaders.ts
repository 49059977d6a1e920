import "server-only";
import { loader, publicLoader } from "@/lib/accounts/loader";
import { getActor } from "@/lib/accounts/session";
import { listTags, listTagsOfWork } from "./queries";
import type { Tag, TagSummary } from "./schema";

/** The signed-in reader's tags, each with how many books have it. */
export const loadTags = loader("user", "/library/tags", (actor) => listTags(actor.id));

/** What the visitor can say of a work by tags; null for one who is not signed in. */
export const loadTagsOfWork = publicLoader(
  async (workId: number): Promise<{ mine: Tag[]; all: TagSummary[] } | null> => {
    const actor = await getActor();
    if (!actor) return null;
    const [mine, all] = await Promise.all([listTagsOfWork(actor.id, workId), listTags(actor.id)]);
    return { mine, all };
  },
);
