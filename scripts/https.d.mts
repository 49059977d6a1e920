// Types of https.mjs for the TypeScript that uses it.
import type { readSettings } from "./settings.mjs";

type Settings = ReturnType<typeof readSettings>;
export function secured(settings: Settings): Settings;
export function keepCertificate(
  settings: Settings,
  signal: AbortSignal,
): Promise<{ summary: string; fingerprint: string; validTo: Date; trustUrl: string; qrCode: string }>;
