"use client";

import { useMemo } from "react";
import type { PlaceChoice } from "@/lib/copies/places/schema";
import type { CollectionChoice } from "@/lib/library/schema";
import { useRemembered } from "../memory/device-memory";
import { type ModeSettings, NO_SETTINGS, presentSettings, readSettings, recordOf } from "./modes";

/** The mode of this device with what was chosen for it; a visitor looks up. */
export function useMode(choices: CollectionChoice[] | null, places: PlaceChoice[]) {
  const [text, setText] = useRemembered("modes");
  const settings = useMemo(
    () => (choices === null ? NO_SETTINGS : presentSettings(readSettings(text), choices, places)),
    [text, choices, places],
  );
  return [settings, (next: ModeSettings) => setText(JSON.stringify(next))] as const;
}

/** How a device is held and answers: sound is off until somebody wants it. */
export type Handling = { sound: boolean; haptics: boolean; hand: "right" | "left" };

function readHandling(text: string | null): Handling {
  const { sound, haptics, hand } = recordOf(text);
  return { sound: sound === true, haptics: haptics !== false, hand: hand === "left" ? "left" : "right" };
}

/** How this device is held and answers. */
export function useHandling() {
  const [text, setText] = useRemembered("handling");
  const present = useMemo(() => readHandling(text), [text]);
  return [present, (next: Handling) => setText(JSON.stringify(next))] as const;
}
