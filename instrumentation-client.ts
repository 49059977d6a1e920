import { config } from "zod/v4/core";

// Zod tries whether it may compile its checks. Our policy forbids that, and each try stands as a violation in the browser's list.
config({ jitless: true });
