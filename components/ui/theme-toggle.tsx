"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";

export type Theme = "system" | "light" | "dark";

const CHOICES = [
  { theme: "system", label: "Like the device", Icon: Monitor },
  { theme: "light", label: "Light", Icon: Sun },
  { theme: "dark", label: "Dark", Icon: Moon },
] as const;

const YEAR_S = 31_536_000;

/**
 * Chooses the theme at once and keeps it in the `theme` cookie, which the root layout reads: so there is
 * no flash at the next load and no script in the head.
 */
export function ThemeToggle({ initial }: { initial: Theme }) {
  const [chosen, setChosen] = useState<Theme>(initial);

  function choose(theme: Theme) {
    setChosen(theme);
    const root = document.documentElement;
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    // The browser's own bars follow at once, not at the next load.
    const ground = getComputedStyle(root).getPropertyValue("--ground");
    for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) meta.content = ground;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and on plain http
    document.cookie = `theme=${theme}; path=/; max-age=${theme === "system" ? 0 : YEAR_S}; samesite=lax`;
  }

  return (
    <fieldset className="inline-flex min-w-0 flex-wrap rounded-md border border-line bg-well p-1">
      <legend className="sr-only">Theme</legend>
      {CHOICES.map(({ theme, label, Icon }) => (
        <label
          key={theme}
          className="relative flex min-h-10 items-center gap-2 rounded-sm px-3 font-semibold text-muted text-sm hover:text-ink has-checked:bg-surface has-checked:text-ink has-checked:shadow-sm has-focus-visible:outline-3 has-focus-visible:outline-beam"
        >
          <input
            type="radio"
            name="theme"
            value={theme}
            checked={chosen === theme}
            onChange={() => choose(theme)}
            className="absolute inset-0 cursor-pointer opacity-0"
          />
          <Icon aria-hidden="true" className="size-4.5" />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
