"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Spinner } from "./spinner";

type ToastInput = {
  message: string;
  tone?: "done" | "problem" | "busy";
  /** Usually "Undo". The same thing must also be reachable without the toast. */
  action?: { label: string; onAction: () => void | Promise<void> };
};

type ToastItem = ToastInput & { id: number };

/** More than this would cover a phone; the oldest leaves. */
const SHOWN_MAX = 3;
/** The clock stands while the toast is looked at. */
const DURATION_MS = 5_000;
const DURATION_WITH_ACTION_MS = 12_000;

const NONE: ToastItem[] = [];
let items = NONE;
let lastId = 0;
const listeners = new Set<() => void>();

function publish(next: ToastItem[]) {
  items = next;
  for (const listener of listeners) listener();
}

/** Shows a short message at the edge of the screen, from anywhere in client code. */
export function toast(input: ToastInput) {
  lastId += 1;
  publish([...items, { ...input, id: lastId }].slice(-SHOWN_MAX));
}

/**
 * Says how far something is that takes a while, until it ends. Only the first words are read aloud: what follows are
 * numbers, and how it ended is another message.
 */
export function toastProgress() {
  lastId += 1;
  const id = lastId;
  return {
    say(message: string) {
      const item: ToastItem = { id, message, tone: "busy" };
      const isShown = items.some((one) => one.id === id);
      publish(isShown ? items.map((one) => (one.id === id ? item : one)) : [...items, item].slice(-SHOWN_MAX));
    },
    end: () => dismiss(id),
  };
}

function dismiss(id: number) {
  publish(items.filter((item) => item.id !== id));
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Stands once in the root layout: a polite live region that is there before the first message. */
export function Toaster() {
  const shown = useSyncExternalStore(
    subscribe,
    () => items,
    () => NONE,
  );
  return (
    <section
      data-toaster=""
      aria-label="Messages"
      aria-live="polite"
      aria-relevant="additions"
      className="pointer-events-none fixed inset-x-3 bottom-[calc(var(--spacing-tabs)+env(safe-area-inset-bottom)+1.25rem)] z-60 flex flex-col items-center gap-2 md:inset-x-auto md:bottom-6 md:left-[calc(var(--spacing-spine)+2rem)] md:items-start max-md:[body:has([role=dialog])_&]:top-[max(0.75rem,env(safe-area-inset-top))] max-md:[body:has([role=dialog])_&]:bottom-auto print:hidden"
    >
      {shown.map((item) => (
        <Toast key={item.id} item={item} />
      ))}
    </section>
  );
}

function Toast({ item }: { item: ToastItem }) {
  const [isHeld, setHeld] = useState(false);
  const { id, action } = item;
  const isBusy = item.tone === "busy";
  const remainingMs = useRef(action ? DURATION_WITH_ACTION_MS : DURATION_MS);

  useEffect(() => {
    if (isHeld || isBusy) return;
    const startedAt = performance.now();
    const timer = setTimeout(() => dismiss(id), remainingMs.current);
    return () => {
      clearTimeout(timer);
      remainingMs.current -= performance.now() - startedAt;
    };
  }, [id, isHeld, isBusy]);

  const Icon = isBusy ? Spinner : item.tone === "problem" ? CircleAlert : CircleCheck;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only stops the clock, there is nothing to operate
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="bookcloth pointer-events-auto flex w-full max-w-md animate-toast-in items-center gap-3 rounded-lg border border-white/10 py-1.5 pr-1.5 pl-4 shadow-lg"
    >
      <Icon aria-hidden="true" className="size-5 shrink-0 text-brass" />
      <p className="min-w-0 flex-1 py-1.5 text-sm">{item.message}</p>
      {action && (
        <button
          type="button"
          onClick={() => {
            dismiss(id);
            void action.onAction();
          }}
          className="min-h-11 rounded-sm px-3 font-bold text-brass hover:bg-white/10"
        >
          {action.label}
        </button>
      )}
      {!isBusy && (
        <button
          type="button"
          aria-label="Dismiss"
          onClick={() => dismiss(id)}
          className="grid size-11 shrink-0 place-items-center rounded-sm text-on-spine-muted hover:bg-white/10"
        >
          <X aria-hidden="true" className="size-5" />
        </button>
      )}
    </div>
  );
}
