"use client";

import {
  ArrowRightLeft,
  BookmarkPlus,
  BookPlus,
  CircleHelp,
  ClipboardCheck,
  LogIn,
  type LucideIcon,
  ScanSearch,
} from "lucide-react";
import Link from "next/link";
import { useEffect, useRef, useState } from "react";
import { accountHref } from "@/components/accounts/next-path";
import { labelWithOwner } from "@/components/library/words";
import { ButtonLink } from "@/components/ui/button-link";
import { cn } from "@/components/ui/cn";
import type { PlaceChoice } from "@/lib/copies/places/schema";
import type { CollectionChoice } from "@/lib/library/schema";
import type { Status } from "@/lib/reading/schema";
import { STATUS_NAMES } from "@/lib/reading/statuses/rules";
import { HandlingButton } from "./handling-button";
import { MODE_WORDS } from "./mode-words";
import { MODES, type Mode, type ModeSettings } from "./modes";
import type { Handling } from "./use-mode";

const ICONS: Record<Mode, LucideIcon> = {
  ...{ look: ScanSearch, add: BookPlus, own: CircleHelp, want: BookmarkPlus, move: ArrowRightLeft },
  check: ClipboardCheck,
};

type ModeBarProps = {
  settings: ModeSettings;
  onChange: (settings: ModeSettings) => void;
  choices: CollectionChoice[] | null;
  places: PlaceChoice[];
  handling: Handling;
  onHandling: (handling: Handling) => void;
};

/** What the scanner does with books: one tap to change it, with what the mode wants to know right below. */
export function ModeBar({ settings, onChange, choices, places, handling, onHandling }: ModeBarProps) {
  // A mode that a visitor asks for: it wants an account first.
  const [asked, setAsked] = useState<Mode | null>(null);
  const shown = choices === null ? (asked ?? "look") : settings.mode;
  const listRef = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    listRef.current
      ?.querySelector(`[data-mode=${shown}]`)
      ?.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
  }, [shown]);

  const choose = (mode: Mode) => (choices === null ? setAsked(mode) : onChange({ ...settings, mode }));
  return (
    <section aria-label="What to do with books" className="grid min-w-0 grid-cols-1 gap-2.5">
      <div className="flex items-center gap-1 lg:items-start">
        <fieldset
          ref={listRef}
          aria-label="Mode"
          className="-ml-4 flex min-w-0 flex-1 gap-1.5 overflow-x-auto px-4 py-1 [mask-image:linear-gradient(to_right,#000_calc(100%-2rem),transparent)] [scrollbar-width:none] md:-ml-1 md:px-1 lg:flex-wrap lg:[mask-image:none]"
        >
          {MODES.map((mode) => {
            const [{ label }, Icon] = [MODE_WORDS[mode], ICONS[mode]];
            return (
              <button
                key={mode}
                type="button"
                data-mode={mode}
                aria-pressed={mode === shown}
                onClick={() => choose(mode)}
                className="inline-flex min-h-11 shrink-0 items-center gap-1.5 rounded-full border border-line-strong bg-surface px-3.5 font-semibold text-sm hover:border-ink aria-pressed:border-primary aria-pressed:bg-primary aria-pressed:text-on-primary"
              >
                <Icon aria-hidden="true" className="size-4" />
                {label}
              </button>
            );
          })}
        </fieldset>
        <HandlingButton handling={handling} onChange={onHandling} />
      </div>
      {shown !== "look" && <p className="text-muted text-sm">{MODE_WORDS[shown].lead}</p>}
      {choices === null
        ? shown !== "look" && (
            <ButtonLink href={accountHref("sign-in", `/?mode=${shown}`)} className="justify-self-start">
              <LogIn aria-hidden="true" />
              Sign in for this
            </ButtonLink>
          )
        : null}
      {choices !== null && <ModeChoices settings={settings} onChange={onChange} choices={choices} places={places} />}
    </section>
  );
}

type ModeChoicesProps = Pick<ModeBarProps, "settings" | "onChange" | "places"> & { choices: CollectionChoice[] };

function ModeChoices({ settings, onChange, choices, places }: ModeChoicesProps) {
  const { mode, add, moveTo, checked } = settings;
  const toAdd = (values: Partial<ModeSettings["add"]>) => onChange({ ...settings, add: { ...add, ...values } });
  if (mode === "add") {
    return (
      <div className="grid grid-cols-2 gap-2">
        <Choice
          label="Collection"
          value={add.collectionId}
          onChange={(collectionId) => toAdd({ collectionId })}
          none="No collection"
          options={choices.map((choice) => ({ value: choice.id, words: labelWithOwner(choice) }))}
        />
        <Place places={places} value={add.placeId} onChange={(placeId) => toAdd({ placeId })} none="No place" />
        <Choice
          label="Status"
          value={add.status}
          onChange={(status) => toAdd({ status })}
          none="No status"
          options={Object.entries(STATUS_NAMES).map(([value, words]) => ({ value: value as Status, words }))}
        />
        <label className="flex min-h-11 items-center gap-2.5 rounded-md border border-line-strong bg-surface px-3 font-semibold text-sm has-disabled:text-muted">
          <input
            type="checkbox"
            // What stands on one's shelf one owns.
            checked={add.owns || add.placeId !== null}
            disabled={add.placeId !== null}
            onChange={({ target }) => toAdd({ owns: target.checked })}
            className="size-5 accent-primary"
          />
          I own them
        </label>
      </div>
    );
  }
  if (mode !== "move" && mode !== "check") return null;
  if (places.length === 0) {
    return (
      <p className="text-sm">
        There is no shelf yet.{" "}
        <Link href="/library/places" className="font-semibold text-primary underline">
          Make one under Places
        </Link>
        .
      </p>
    );
  }
  return mode === "move" ? (
    <Place
      places={places}
      value={moveTo}
      onChange={(to) => onChange({ ...settings, moveTo: to })}
      none="Choose where to"
    />
  ) : (
    <Place
      places={places}
      value={checked}
      onChange={(at) => onChange({ ...settings, checked: at })}
      none="Choose the shelf"
    />
  );
}

type PlaceProps = { places: PlaceChoice[]; value: number | null; onChange: (id: number | null) => void; none: string };

const Place = ({ places, ...props }: PlaceProps) => (
  <Choice label="Place" {...props} options={places.map(({ id, words }) => ({ value: id, words }))} />
);

type ChoiceProps<Value extends string | number> = {
  label: string;
  value: Value | null;
  onChange: (value: Value | null) => void;
  /** What is said where nothing is chosen. */
  none: string;
  options: { value: Value; words: string }[];
};

/** The device's own picker, which a thumb knows. */
function Choice<Value extends string | number>({ label, value, onChange, none, options }: ChoiceProps<Value>) {
  return (
    <select
      aria-label={label}
      value={value ?? ""}
      onChange={({ target }) =>
        onChange(options.find((option) => String(option.value) === target.value)?.value ?? null)
      }
      className={cn(
        "min-h-11 w-full min-w-0 truncate rounded-md border border-line-strong bg-surface px-2.5 text-base hover:border-ink",
        value === null ? "text-muted" : "font-semibold",
      )}
    >
      <option value="">{none}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.words}
        </option>
      ))}
    </select>
  );
}
