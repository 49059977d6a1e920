// Lets a thread read TypeScript: what `--import tsx` does in the main thread only (lib/platform/threads.ts).
import { register } from "tsx/esm/api";

register();
