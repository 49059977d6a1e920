"use client";

import { useId, useState } from "react";
import { Input } from "./input";

/** Things that people name shelves after. */
// biome-ignore format: a grid of six
const CHOICES = [
  ["📚", "Books"], ["📖", "Open book"], ["🔖", "Bookmark"], ["❤️", "Heart"], ["⭐", "Star"], ["🎁", "Gift"],
  ["🏠", "Home"], ["🛋️", "Sofa"], ["🛏️", "Bed"], ["👶", "Children"], ["🧒", "Child"], ["🎓", "Studies"],
  ["🔍", "Crime"], ["🚀", "Science fiction"], ["🐉", "Fantasy"], ["👻", "Horror"], ["💌", "Romance"], ["🏛️", "History"],
  ["🌍", "Travel"], ["🌿", "Nature"], ["🧪", "Science"], ["🎨", "Art"], ["🎭", "Theatre"], ["🎵", "Music"],
  ["🍳", "Cooking"], ["🧘", "Calm"], ["💼", "Work"], ["🗺️", "Maps"], ["🪶", "Poetry"], ["💬", "Comics"],
] as const;

type EmojiPickerProps = {
  name: string;
  legend?: string;
  defaultValue?: string;
  onValueChange?: (emoji: string) => void;
};

/** Chooses one emoji: a grid of radio buttons and a field for any other. Posts it as `name`. */
export function EmojiPicker({ name, legend = "Icon", defaultValue = "📚", onValueChange }: EmojiPickerProps) {
  const group = useId();
  const [value, setValue] = useState(defaultValue);
  const isListed = CHOICES.some(([emoji]) => emoji === value);

  function choose(emoji: string) {
    setValue(emoji);
    onValueChange?.(emoji);
  }

  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-semibold text-sm">{legend}</legend>
      <input type="hidden" name={name} value={value} />
      <div className="grid max-h-52 grid-cols-[repeat(auto-fill,minmax(2.75rem,1fr))] gap-1 overflow-y-auto rounded-md border border-line bg-well p-1.5">
        {CHOICES.map(([emoji, label]) => (
          <label
            key={emoji}
            className="relative grid h-11 place-items-center rounded-sm border-2 border-transparent text-xl hover:bg-surface has-checked:border-primary has-checked:bg-surface has-focus-visible:outline-3 has-focus-visible:outline-beam"
          >
            <input
              type="radio"
              name={group}
              checked={value === emoji}
              onChange={() => choose(emoji)}
              className="absolute inset-0 cursor-pointer opacity-0"
              aria-label={label}
            />
            <span aria-hidden="true">{emoji}</span>
          </label>
        ))}
      </div>
      <label htmlFor={`${group}-other`} className="mt-2 flex items-center gap-3 text-sm">
        <span className="shrink-0 text-muted">Or any other</span>
        <Input
          id={`${group}-other`}
          value={isListed ? "" : value}
          placeholder="🦊"
          onChange={(event) => choose(lastGrapheme(event.target.value) || defaultValue)}
          className="w-20 text-center text-xl"
          autoComplete="off"
        />
      </label>
    </fieldset>
  );
}

// One visible sign, the one typed last, so that it replaces the one before. A family emoji is seven code points, which
// slicing would cut to pieces.
function lastGrapheme(text: string): string {
  const graphemes = [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text.trim())];
  return graphemes.at(-1)?.segment ?? "";
}
