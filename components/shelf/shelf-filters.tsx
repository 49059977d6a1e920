"use client";

import { type ReactNode, useId } from "react";
import { Button } from "@/components/ui/button";
import { Input, Select } from "@/components/ui/input";
import { TokenField } from "@/components/ui/token-field";
import { languageName } from "@/lib/catalog/records/languages/rules";
import { isEverything, STATUS_NAMES } from "@/lib/shelf/rules";
import { EVERYTHING, type ShelfChoices, type ShelfQuery, STATUSES } from "@/lib/shelf/schema";
import { NO_CHOICES } from "./use-choices";

/** `choices`: null while they are on their way; what there may be to choose from has its field all the same. */
type ShelfFiltersProps = { query: ShelfQuery; choices: ShelfChoices | null; onChange: (query: ShelfQuery) => void };

const RATINGS: [string, Partial<ShelfQuery>][] = [
  ["Any", { rating: {}, hasRating: undefined }],
  ...[5, 4.5, 4, 3.5, 3, 2].map((min): [string, Partial<ShelfQuery>] => [
    min === 5 ? "5 stars" : `${min} stars or more`,
    { rating: { min }, hasRating: undefined },
  ]),
  ["2 stars or less", { rating: { max: 2 }, hasRating: undefined }],
  ["Not rated", { rating: {}, hasRating: false }],
];

const YES_NO: [string, boolean | undefined][] = [
  ["Any", undefined],
  ["Yes", true],
  ["No", false],
];

/** Everything that one's books can be narrowed by, as fields. */
export function ShelfFilters({ query, choices: come, onChange }: ShelfFiltersProps) {
  const choices = come ?? NO_CHOICES;
  const set = (changes: Partial<ShelfQuery>) => onChange({ ...query, ...changes });
  const tagNames = choices.tags.toSorted((a, b) => b.count - a.count).map(({ name }) => name);
  const tagField = (label: string, kind: keyof ShelfQuery["tags"]) => (
    <TokenField
      label={label}
      tokens={query.tags[kind]}
      suggestions={tagNames}
      takesNew={false}
      onAdd={(tag) => set({ tags: { ...query.tags, [kind]: [...query.tags[kind], tag] } })}
      onRemove={(tag) => set({ tags: { ...query.tags, [kind]: query.tags[kind].filter((one) => one !== tag) } })}
    />
  );
  const rated = JSON.stringify([query.rating, query.hasRating]);
  const ratingAt = RATINGS.findIndex(([, { rating, hasRating }]) => JSON.stringify([rating, hasRating]) === rated);
  const yesNo = (label: string, key: "isOwned" | "hasReview" | "hasTag" | "hasIsbn") => (
    <Choice
      label={label}
      value={String(query[key])}
      onChange={(value) => set({ [key]: YES_NO.find(([, one]) => String(one) === value)?.[1] })}
    >
      {YES_NO.map(([name, value]) => (
        <option key={name} value={String(value)}>
          {name}
        </option>
      ))}
    </Choice>
  );
  const named = (
    label: string,
    key: "place" | "collection" | "genre" | "language",
    options: [string, string][],
    say = (one: string) => one,
  ) => {
    const value = query[key] ?? "";
    const isListed = value === "" || options.some(([one]) => one === value);
    return come && options.length === 0 && value === "" ? null : (
      <Choice label={label} value={value} onChange={(next) => set({ [key]: next || undefined })}>
        <option value="">Any</option>
        {!isListed && <option value={value}>{say(value)}</option>}
        {options.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </Choice>
    );
  };

  return (
    <div className="grid gap-4">
      <fieldset className="grid gap-1">
        <legend className="mb-1 font-semibold text-sm">Status</legend>
        <div className="flex flex-wrap gap-1.5">
          {STATUSES.map((status) => (
            <label
              key={status}
              className="inline-flex min-h-11 cursor-pointer items-center rounded-full border border-line-strong px-3.5 font-semibold text-sm hover:border-ink has-checked:border-primary has-checked:bg-primary has-checked:text-on-primary has-focus-visible:outline-3 has-focus-visible:outline-beam"
            >
              <input
                type="checkbox"
                checked={query.status.includes(status)}
                onChange={({ target }) =>
                  set({
                    status: STATUSES.filter((one) => (one === status ? target.checked : query.status.includes(one))),
                  })
                }
                className="sr-only"
              />
              {STATUS_NAMES[status]}
            </label>
          ))}
        </div>
      </fieldset>
      <Choice label="Your stars" value={String(ratingAt)} onChange={(value) => set(RATINGS[Number(value)]?.[1] ?? {})}>
        {ratingAt === -1 && <option value="-1">As typed</option>}
        {RATINGS.map(([name], at) => (
          <option key={name} value={at}>
            {name}
          </option>
        ))}
      </Choice>
      {(!come || tagNames.length > 0 || !sameTags(query.tags, EVERYTHING.tags)) && (
        <>
          {tagField("With all of these tags", "all")}
          {tagField("With any of these", "any")}
          {tagField("With none of these", "none")}
        </>
      )}
      {yesNo("A copy in the house", "isOwned")}
      {named(
        "Stands in",
        "place",
        choices.places.map(({ name }) => [name, name]),
      )}
      {named(
        "In the collection",
        "collection",
        choices.collections.map(({ name, icon }) => [name, `${icon} ${name}`]),
      )}
      <Words label="Author" value={query.author} onChange={(author) => set({ author })} />
      <Words label="Series" value={query.series} onChange={(series) => set({ series })} />
      {named(
        "Genre",
        "genre",
        choices.genres.map(({ name, count }) => [name, `${name} (${count})`]),
      )}
      {named(
        "Language",
        "language",
        choices.languages.map(({ code, count }) => [code, `${languageName(code)} (${count})`]),
        languageName,
      )}
      <Range label="Published" type="number" value={query.year} onChange={(year) => set({ year })} read={Number} />
      <Range label="Added" type="date" value={query.added} onChange={(added) => set({ added })} read={String} />
      <div className="grid grid-cols-2 gap-3">
        {yesNo("With a review", "hasReview")}
        {yesNo("With an ISBN", "hasIsbn")}
      </div>
      {!isEverything(query) && (
        <Button variant="secondary" onClick={() => onChange(EVERYTHING)}>
          Show all books
        </Button>
      )}
    </div>
  );
}

const sameTags = (one: ShelfQuery["tags"], other: ShelfQuery["tags"]) => JSON.stringify(one) === JSON.stringify(other);

type ChoiceProps = { label: string; value: string; onChange: (value: string) => void; children: ReactNode };

function Choice({ label, value, onChange, children }: ChoiceProps) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-semibold text-sm">
        {label}
      </label>
      <Select id={id} value={value} onChange={({ target }) => onChange(target.value)}>
        {children}
      </Select>
    </div>
  );
}

type WordsProps = { label: string; value: string | undefined; onChange: (value: string | undefined) => void };

/** A text that is asked for when it is whole: with Enter, or when the field is left. */
function Words({ label, value = "", onChange }: WordsProps) {
  const id = useId();
  const take = (typed: string) => typed.trim() !== value && onChange(typed.trim() || undefined);
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-semibold text-sm">
        {label}
      </label>
      <Input
        key={value}
        id={id}
        defaultValue={value}
        maxLength={200}
        autoComplete="off"
        enterKeyHint="done"
        onBlur={({ target }) => take(target.value)}
        onKeyDown={(event) => event.key === "Enter" && take(event.currentTarget.value)}
      />
    </div>
  );
}

type Bounds<Value> = { min?: Value; max?: Value };
type RangeProps<Value> = {
  label: string;
  type: "number" | "date";
  value: Bounds<Value>;
  read: (typed: string) => Value;
  onChange: (value: Bounds<Value>) => void;
};

function Range<Value extends string | number>({ label, type, value, read, onChange }: RangeProps<Value>) {
  const take = (key: "min" | "max", input: HTMLInputElement) => {
    // What is half typed, or no year, waits.
    if (!input.validity.valid || input.value === String(value[key] ?? "")) return;
    const { [key]: _, ...rest } = value;
    onChange((input.value === "" ? rest : { ...rest, [key]: read(input.value) }) as Bounds<Value>);
  };
  const field = (key: "min" | "max", name: string) => (
    <Input
      key={`${key} ${value[key] ?? ""}`}
      type={type}
      aria-label={`${label} ${name}`}
      placeholder={name}
      defaultValue={value[key]}
      {...(type === "number" ? { min: -3000, max: 2200, step: 1, inputMode: "numeric" as const } : {})}
      onBlur={({ target }) => take(key, target)}
      onKeyDown={(event) => event.key === "Enter" && take(key, event.currentTarget)}
      className="min-w-0 px-2.5"
    />
  );
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 font-semibold text-sm">{label}</legend>
      <div className={type === "date" ? "grid gap-1.5" : "grid grid-cols-2 gap-1.5"}>
        {field("min", "from")}
        {field("max", "to")}
      </div>
    </fieldset>
  );
}
