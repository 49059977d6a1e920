import "server-only";
import { listTallies } from "@/lib/platform/tally";
import type { Signal } from "./schema";

/** The loudest of a signal, for who looks for trouble. Throws while Redis is away. */
export const listLoudest = (signal: Signal, countMin: number, now: Date) => listTallies(signal, countMin, now);
