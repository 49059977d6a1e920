import type { $ZodConfig } from "zod/v4/core";
import { bindPageKeys } from "@/components/layout/keys/page-keys";

declare global {
  var __zod_globalConfig: Partial<$ZodConfig> | undefined;
}

// Zod tries whether it may compile its checks. Our policy forbids that, and each try stands as a violation in the browser's
// list. This is where zod keeps its settings: its own function for them would add 6 kB of zod to every page.
globalThis.__zod_globalConfig = { jitless: true };

// Here and not in the page: this runs before React takes it over, which on a slow day is a second later.
bindPageKeys();
