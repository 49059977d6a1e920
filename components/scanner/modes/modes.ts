/** What the scanner can do with a book besides showing it. Pure, and without zod, which would double the page's weight. */
import type { Status } from "@/lib/reading/schema";
import type { ActInput } from "@/lib/scanning/schema";

/** `look` shows each book by itself; the others work through one after the other. */
export const MODES = ["look", "add", "own", "want", "move", "check"] as const;
export type Mode = (typeof MODES)[number];

/** What was chosen for a mode stays with it: the shelf to fill is seldom the one to check. */
export type ModeSettings = {
  mode: Mode;
  add: { collectionId: number | null; placeId: number | null; owns: boolean; status: Status | null };
  moveTo: number | null;
  checked: number | null;
  /** No check of that place is under way as far as the page knows: the next book begins one. Not kept. */
  beginsCheck?: boolean;
};

/** Nothing chosen yet. */
export const NO_SETTINGS: ModeSettings = {
  mode: "look",
  add: { collectionId: null, placeId: null, owns: true, status: null },
  moveTo: null,
  checked: null,
};

const STATUSES: readonly Status[] = ["want", "reading", "read", "stopped"];

/** Settings as a device kept them. What an older version wrote, or somebody's hand, counts as far as it makes sense. */
export function readSettings(text: string | null): ModeSettings {
  const kept = recordOf(text);
  const add = recordOf(kept.add);
  return {
    mode: MODES.find((mode) => mode === kept.mode) ?? NO_SETTINGS.mode,
    add: {
      collectionId: idOf(add.collectionId),
      placeId: idOf(add.placeId),
      owns: add.owns !== false,
      status: STATUSES.find((status) => status === add.status) ?? null,
    },
    moveTo: idOf(kept.moveTo),
    checked: idOf(kept.checked),
  };
}

/** The fields of what a device kept; none where that is no object. */
export function recordOf(kept: unknown): Record<string, unknown> {
  try {
    const value: unknown = typeof kept === "string" ? JSON.parse(kept) : kept;
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

const idOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isSafeInteger(value) ? value : null;

type Named = { id: number };

/** Without what is gone since it was chosen, or is another reader's on the same device. */
export function presentSettings(
  settings: ModeSettings,
  collections: readonly Named[],
  places: readonly Named[],
): ModeSettings {
  const among = (list: readonly Named[], wanted: number | null) =>
    list.some((one) => one.id === wanted) ? wanted : null;
  const { add, moveTo, checked } = settings;
  return {
    ...settings,
    add: { ...add, collectionId: among(collections, add.collectionId), placeId: among(places, add.placeId) },
    moveTo: among(places, moveTo),
    checked: among(places, checked),
  };
}

/** What is to be done with a scanned book; null while its mode wants a place first, and where books are only looked at. */
export function actFor(settings: ModeSettings, isbn: string, day: string): ActInput | null {
  const { mode, add, moveTo, checked } = settings;
  switch (mode) {
    case "look":
      return null;
    case "add":
      return { mode, isbn, day, ...add, isAnother: false };
    case "own":
    case "want":
      return { mode, isbn, day };
    case "move":
      return moveTo === null ? null : { mode, isbn, day, placeId: moveTo };
    case "check":
      return checked === null
        ? null
        : { mode, isbn, day, placeId: checked, begins: settings.beginsCheck === true, takes: false };
  }
}

/** Whether books can be scanned one after the other, without a sheet for each. */
export const isRunning = (settings: ModeSettings): boolean => actFor(settings, "", "") !== null;

/** The settings with a mode that was asked for, at a place where it is about one; as they were where there is no such mode. */
export function settingsFor(settings: ModeSettings, asked: string, placeId: number | null): ModeSettings {
  const mode = MODES.find((one) => one === asked);
  if (!mode) return settings;
  const { add, moveTo, checked } = settings;
  return {
    mode,
    add: mode === "add" ? { ...add, placeId: placeId ?? add.placeId } : add,
    moveTo: mode === "move" ? (placeId ?? moveTo) : moveTo,
    checked: mode === "check" ? (placeId ?? checked) : checked,
  };
}
