"use client";

import { Settings2 } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { allowSound, signal } from "./signals";
import type { Handling } from "./use-mode";

type HandlingButtonProps = { handling: Handling; onChange: (handling: Handling) => void };

/** How this device answers and is held; kept on it. Without the menu of the other pages, which is heavy for the first page. */
export function HandlingButton({ handling, onChange }: HandlingButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const panelId = useId();
  const set = (values: Partial<Handling>) => {
    const next = { ...handling, ...values };
    onChange(next);
    // So that one hears, or feels, what one has chosen.
    if (values.sound) allowSound();
    if (values.sound || values.haptics) signal("done", next);
  };
  const buttonRef = useRef<HTMLButtonElement>(null);
  const closeOnEscape = ({ key }: KeyboardEvent) => {
    if (key !== "Escape" || !isOpen) return;
    setOpen(false);
    // What has focus is hidden with the rest.
    buttonRef.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes it from wherever in it one is
    <div className="relative" onKeyDown={closeOnEscape}>
      <IconButton
        ref={buttonRef}
        label="Settings of the scanner"
        aria-expanded={isOpen}
        aria-controls={panelId}
        onClick={() => setOpen(!isOpen)}
      >
        <Settings2 aria-hidden="true" />
      </IconButton>
      <fieldset
        id={panelId}
        hidden={!isOpen}
        className="absolute right-0 z-20 mt-1 w-72 max-w-[calc(100vw-2rem)] rounded-lg border border-line bg-raised p-2 shadow-lg"
      >
        <legend className="sr-only">On this device</legend>
        <Setting label="Sounds" isOn={handling.sound} onChange={(sound) => set({ sound })} />
        <Setting label="Vibration" isOn={handling.haptics} onChange={(haptics) => set({ haptics })} />
        <Setting
          label="Left-handed: buttons at the left when the phone lies on its side"
          isOn={handling.hand === "left"}
          onChange={(isLeft) => set({ hand: isLeft ? "left" : "right" })}
        />
      </fieldset>
    </div>
  );
}

type SettingProps = { label: string; isOn: boolean; onChange: (isOn: boolean) => void };

const Setting = ({ label, isOn, onChange }: SettingProps) => (
  <label className="flex min-h-11 items-center gap-3 rounded-md px-2.5 py-1.5 text-sm hover:bg-well">
    <input
      type="checkbox"
      checked={isOn}
      onChange={({ target }) => onChange(target.checked)}
      className="size-5 shrink-0 accent-primary"
    />
    {label}
  </label>
);
