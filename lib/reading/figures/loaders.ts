import "server-only";
import { loader } from "@/lib/accounts/loader";
import type { Actor } from "@/lib/accounts/schema";
import { getFigures } from "./queries";
import { type FiguresPage, figuresHref } from "./schema";

/** The figures of a year; without one of the last in which something was finished. */
export const loadFigures = loader(
  "user",
  (page) => figuresHref(page),
  (actor: Actor, { year }: FiguresPage) => getFigures(actor.id, year),
);
