import "server-only";
import { singleton } from "@/lib/platform/singleton";
import type { DetailIndex } from "./detail-index";

/** This process's index of details; undefined until everything that the database held at the start is in. */
export const followedDetails = () => singleton<{ index?: DetailIndex }>("followed-details", () => ({}));
