"use client";

import { Plus, X } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { cn } from "./cn";

type TokenFieldProps = {
  label: string;
  /** The label is only heard, where what stands around says the same. */
  hidesLabel?: boolean;
  placeholder?: string;
  tokens: readonly string[];
  /** What there is to choose from, the likeliest first. */
  suggestions: readonly string[];
  onAdd: (token: string) => void;
  onRemove: (token: string) => void;
  /** Whether what is typed may be new: else only a suggestion is taken. */
  takesNew?: boolean;
  maxLength?: number;
};

const SHOWN_MAX = 8;

/** For comparing as the server does: without case and accents. */
const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

/**
 * Several words, each with a way out, and a box for more: typing narrows the suggestions, arrow keys choose, Enter or a
 * comma takes, Backspace in the empty box gives the last one up.
 */
export function TokenField({
  label,
  hidesLabel,
  placeholder,
  tokens,
  suggestions,
  takesNew = true,
  ...field
}: TokenFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [said, setSaid] = useState("");

  const wanted = plain(typed);
  const present = new Set(tokens.map(plain));
  const fitting = suggestions.filter((one) => !present.has(plain(one)) && plain(one).includes(wanted));
  const starting = fitting.filter((one) => plain(one).startsWith(wanted));
  const known = [...new Set([...starting, ...fitting])].slice(0, SHOWN_MAX);
  const isNew = takesNew && wanted !== "" && !present.has(wanted) && !suggestions.some((one) => plain(one) === wanted);
  const options = isNew ? [...known, typed.trim()] : known;
  const isShown = isOpen && options.length > 0;

  function add(token: string) {
    setTyped("");
    setActive(-1);
    if (token.trim() === "" || present.has(plain(token))) return;
    field.onAdd(token.trim());
    setSaid(`${token} added`);
  }

  function remove(token: string) {
    field.onRemove(token);
    setSaid(`${token} removed`);
    input.current?.focus();
  }

  /** What Enter means: the chosen line, else the one that is spelt so, else what is typed. */
  function takeTyped(): boolean {
    const chosen = options[active] ?? suggestions.find((one) => plain(one) === wanted) ?? (isNew ? typed : known[0]);
    if (wanted === "" && active < 0) return false;
    if (chosen) add(chosen);
    else setTyped("");
    return true;
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const last = tokens.at(-1);
    if (step !== undefined && options.length > 0) {
      event.preventDefault();
      setOpen(true);
      setActive((now) => (now + step + options.length + (now < 0 && step < 0 ? 1 : 0)) % options.length);
    } else if (event.key === "Enter" || event.key === ",") {
      if (takeTyped() || event.key === ",") event.preventDefault();
    } else if (event.key === "Escape" && isShown) {
      // The list closes, and not what it stands in.
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
      setActive(-1);
    } else if (event.key === "Backspace" && typed === "" && last !== undefined) remove(last);
  }

  return (
    <div className="relative grid gap-1.5">
      <label htmlFor={id} className={cn("font-semibold text-sm", hidesLabel && "sr-only")}>
        {label}
      </label>
      <div className="flex min-h-11 flex-wrap items-center gap-1.5 rounded-md border border-line-strong bg-surface px-1.5 py-1 transition-colors focus-within:border-ink hover:border-ink">
        {tokens.map((token) => (
          <span
            key={token}
            className="inline-flex max-w-full items-center rounded-full bg-primary-soft pl-3 text-on-primary-soft"
          >
            <span className="truncate font-semibold text-sm">{token}</span>
            <button
              type="button"
              onClick={() => remove(token)}
              aria-label={`Remove ${token}`}
              className="grid size-9 shrink-0 place-items-center rounded-full hover:bg-primary hover:text-on-primary"
            >
              <X aria-hidden="true" className="size-4" />
            </button>
          </span>
        ))}
        <input
          ref={input}
          id={id}
          role="combobox"
          aria-expanded={isShown}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={isShown && active >= 0 ? `${id}-${active}` : undefined}
          value={typed}
          maxLength={field.maxLength}
          placeholder={tokens.length === 0 ? placeholder : undefined}
          autoComplete="off"
          autoCapitalize="none"
          enterKeyHint="done"
          onChange={({ target }) => {
            // A comma that was pasted, or written by a keyboard that tells no keys.
            const [first = "", ...rest] = target.value.split(",");
            if (rest.length > 0 && takesNew) {
              for (const one of [first, ...rest]) add(one);
              return;
            }
            setTyped(target.value);
            setOpen(true);
            setActive(-1);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => {
            setOpen(false);
            setActive(-1);
          }}
          onKeyDown={onKeyDown}
          className="min-h-9 min-w-24 flex-1 bg-transparent px-2 text-base placeholder:text-muted focus-visible:shadow-none focus-visible:outline-none"
        />
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        className={cn(
          "absolute inset-x-0 top-full z-20 mt-1 max-h-72 overflow-y-auto rounded-lg border border-line bg-raised p-1.5 shadow-lg",
          !isShown && "hidden",
        )}
      >
        {isShown &&
          options.map((option, at) => (
            // biome-ignore lint/a11y/useFocusableInteractive: as above
            // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are those of the box
            <div
              key={option}
              id={`${id}-${at}`}
              role="option"
              aria-selected={at === active}
              // Before the box loses the focus, and with it the list.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => add(option)}
              className="flex min-h-11 cursor-pointer items-center gap-2 rounded-sm px-3 hover:bg-well aria-selected:bg-primary aria-selected:text-on-primary"
            >
              {isNew && at === options.length - 1 ? (
                <>
                  <Plus aria-hidden="true" className="size-4 shrink-0" />
                  <span className="truncate">New: {option}</span>
                </>
              ) : (
                <span className="truncate">{option}</span>
              )}
            </div>
          ))}
      </div>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
    </div>
  );
}
