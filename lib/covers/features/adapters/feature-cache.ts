import "server-only";
import { LRUCache } from "lru-cache";
import { singleton } from "@/lib/platform/singleton";
import type { LocalFeatures } from "../schema";

/** Bytes: some two thousand covers, those that are asked for again and again. */
const SIZE_MAX = 32 * 1_024 * 1_024;

const sizeOf = ({ points, sizes, angles, descriptors }: LocalFeatures) =>
  [points, sizes, angles, descriptors].reduce((sum, { byteLength }) => sum + byteLength, 0) || 1;

/** Unpacked features by cover id. A cover's features never change, and an id never comes again. */
export const featureCache = () =>
  singleton("feature-cache", () => new LRUCache<number, LocalFeatures>({ maxSize: SIZE_MAX, sizeCalculation: sizeOf }));
