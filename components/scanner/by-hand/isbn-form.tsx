"use client";

import { type ClipboardEvent, type FormEvent, type Ref, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { ISBN_PROBLEMS, parseIsbn } from "@/lib/catalog/rules";
import { isbnsIn, LIST_MAX, unreadIn } from "./isbn-list";

type IsbnFormProps = {
  ref: Ref<HTMLInputElement>;
  /** Stands in the field, for the reader to look up if it is right; null: nothing is guessed. */
  guess: string | null;
  onIsbn: (isbn13: string) => void;
  /** Works through a pasted list; null where each book is shown by itself. */
  onList: ((isbns: string[]) => void) | null;
};

/** An ISBN by hand, by paste, or from a USB scanner, which types the digits and presses Enter. */
export function IsbnForm({ ref, guess, onIsbn, onList }: IsbnFormProps) {
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    if (!guess) return;
    setValue(guess);
    setProblem(undefined);
  }, [guess]);

  const change = (next: string) => {
    setValue(next);
    setProblem(undefined);
  };

  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData("text");
    const isbns = isbnsIn(text);
    if (isbns.length < 2) return;
    event.preventDefault();
    setValue("");
    if (onList && isbns.length <= LIST_MAX) {
      setProblem(sayUnread(unreadIn(text)));
      onList(isbns);
    } else setProblem(sayList(isbns.length, onList !== null));
  };

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const field = event.currentTarget.elements.namedItem("isbn");
    if (!(field instanceof HTMLInputElement)) return;
    const parsed = parseIsbn(value);
    if (typeof parsed === "string") {
      setProblem(parsed === "empty" ? "Type the number that stands under the barcode." : ISBN_PROBLEMS[parsed]);
      field.focus();
      return;
    }
    setProblem(undefined);
    // The next number replaces this one: a USB scanner does not clear the field first.
    field.select();
    onIsbn(parsed.isbn13);
  };

  return (
    <form onSubmit={submit} noValidate>
      <Field
        label="Or type the ISBN"
        name="isbn"
        required
        error={problem}
        hint={
          <span className="max-md:sr-only">
            10 or 13 digits, under the barcode or behind the title page. In a mode a whole list can be pasted.
          </span>
        }
      >
        {(control) => (
          <span className="flex gap-2">
            <span className="relative min-w-0 flex-1">
              <Input
                {...control}
                ref={ref}
                value={value}
                inputMode="numeric"
                autoComplete="off"
                enterKeyHint="search"
                placeholder="978…"
                onChange={(event) => change(event.target.value)}
                onPaste={paste}
                className="tabular-nums"
              />
              {mayEndInX(value) && (
                <Button
                  variant="soft"
                  size="sm"
                  aria-label="Add an X at the end"
                  onClick={() => change(`${value.trim()}X`)}
                  className="absolute top-1 right-1 hidden pointer-coarse:inline-flex"
                >
                  X
                </Button>
              )}
            </span>
            <Button type="submit" variant="secondary">
              Look up
            </Button>
          </span>
        )}
      </Field>
    </form>
  );
}

const UNREAD_NAMED_MAX = 3;

/** Of a long list nobody counts by hand what came of it. */
function sayUnread(lines: string[]): string | undefined {
  if (lines.length === 0) return undefined;
  const named = lines.slice(0, UNREAD_NAMED_MAX).map((line) => `“${line.slice(0, 30)}”`);
  const more = lines.length > UNREAD_NAMED_MAX ? ` and ${lines.length - UNREAD_NAMED_MAX} more` : "";
  return `No ISBN, or a misread one, in ${lines.length === 1 ? "one line" : `${lines.length} lines`}: ${named.join(", ")}${more}.`;
}

const sayList = (count: number, isInMode: boolean): string =>
  isInMode
    ? `That is a list of ${count}: more than ${LIST_MAX} are brought in the library, under Import.`
    : `That is a list of ${count}. Choose “Add” or another mode first, or bring it in the library, under Import.`;

// The number pad of a phone has no X, and one in eleven old ISBNs ends in it.
const mayEndInX = (value: string): boolean => /^(\d[\s-]*){9}$/.test(value.trim());
