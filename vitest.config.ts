import path from "node:path";
import { defineConfig } from "vitest/config";

// Far from UTC and off the full hour: code that leaves out a time zone fails here and not at a user's.
process.env.TZ = "Asia/Kathmandu";

// A test that hangs must end, but not one on a machine that has much else to do.
const TIMEOUT_MS = 60_000;
const exclude = ["node_modules/**", "dist/**", ".next*/**", "data/**", "e2e/**"];

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: `${import.meta.dirname}/` },
      // In Node it throws on import; its own empty file is what bundlers take on the server.
      { find: "server-only", replacement: path.resolve("node_modules/server-only/empty.js") },
    ],
  },
  test: {
    testTimeout: TIMEOUT_MS,
    hookTimeout: TIMEOUT_MS,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...exclude, "**/*.db.test.ts"],
          globalSetup: "scripts/test-data-dir.ts",
        },
      },
      {
        extends: true,
        test: {
          name: "db",
          include: ["**/*.db.test.ts"],
          exclude,
          globalSetup: "db/test-database.ts",
          setupFiles: "db/test-worker.ts",
        },
      },
    ],
  },
});
