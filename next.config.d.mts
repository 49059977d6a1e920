// Types of next.config.mjs for the TypeScript that uses it.
import type { NextConfig } from "next";

declare const config: NextConfig;
export default config;
