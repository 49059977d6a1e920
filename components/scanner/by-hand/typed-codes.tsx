"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { toast } from "@/components/ui/toast";
import { parseIsbn } from "@/lib/catalog/rules";
import { codeKind, sayOther } from "../barcodes/code-kind";
import { KeyBurst, withoutAddOn } from "./key-burst";
import { nameOfCode } from "./name-of-code";
import { TYPED_INPUT, UnsavedWords } from "./unsaved-words";

type Listener = (isbn13: string) => void;
const listeners = new Set<Listener>();

/** Codes that were typed before the scanner's page had come. */
const waiting: string[] = [];

/** Whoever wants the ISBNs of a scanner that types, instead of the scanner's page being opened; returns how to stop. */
export function onTypedIsbn(listener: Listener): () => void {
  listeners.add(listener);
  for (const isbn13 of waiting.splice(0)) listener(isbn13);
  return () => {
    listeners.delete(listener);
  };
}

/** Fields take what is typed into them, by whatever. */
const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches(`${TYPED_INPUT}, textarea, select`));

/** The page of the scanner stays where it is; only what is in a dialog on it would go. */
const unsavedWithin = (): string => (listeners.size > 0 ? "[role=dialog], [role=alertdialog]" : "body");

/** Names the book that was scanned, and leaves it to the reader when to go there. */
async function offer(isbn13: string, open: () => void) {
  toast({
    message: `${await nameOfCode(isbn13)} was scanned. What you wrote here is not saved yet.`,
    action: { label: "Open", onAction: open },
  });
}

/**
 * Stands once in the frame of every page: what a USB or Bluetooth scanner types anywhere but into a field is looked up, as if
 * the camera had seen it. Where that would lose words that are not saved yet, it is offered instead.
 */
export function TypedCodes() {
  const router = useRouter();
  useEffect(() => {
    const burst = new KeyBurst();
    const unsaved = new UnsavedWords();
    const unwatch = unsaved.watch();
    const open = (isbn13: string) => {
      if (listeners.size === 0) {
        waiting.push(isbn13);
        router.push("/");
      }
      for (const listener of listeners) listener(isbn13);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
      const typed = burst.press(event.key, event.timeStamp);
      if (typed === null) return;
      // Else it would press the button that has focus, or move on from it.
      event.preventDefault();
      event.stopPropagation();
      const code = withoutAddOn(typed);
      const isbn = parseIsbn(code);
      if (typeof isbn !== "string") {
        if (unsaved.isIn(unsavedWithin())) void offer(isbn.isbn13, () => open(isbn.isbn13));
        else open(isbn.isbn13);
        return;
      }
      const found = codeKind(code);
      const words = found.kind === "other" ? sayOther(found) : `The scanner read ${code}, which is no ISBN. Try again.`;
      toast({ message: words, tone: "problem" });
    };
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => {
      window.removeEventListener("keydown", onKeyDown, { capture: true });
      unwatch();
    };
  }, [router]);
  return null;
}
