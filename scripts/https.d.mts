// Types of https.mjs for the TypeScript that uses it.
import type { readSettings } from "./settings.mjs";

type Settings = ReturnType<typeof readSettings>;
export function securedAddresses(addresses?: string[]): string[];
export function secured(settings: Settings, addresses?: string[]): Settings;
export function keepCertificate(
  settings: Settings,
  signal: AbortSignal,
): Promise<{ summary: string; fingerprint: string; validTo: Date; trustUrl: string; qrCode: string }>;
