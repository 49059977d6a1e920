"use client";

import { type FormEvent, useRef, useState, useTransition } from "react";
import type { z } from "zod";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";

/** What an action answers. */
export type Result = { ok: boolean; reason?: string; message?: string };

type Options<Input extends z.ZodType, Done extends Result> = {
  input: Input;
  /** What the form lacks: whose it is, which link led here. */
  given?: object;
  /** What its fields say, where that is more than one text each. */
  read?: (fields: FormData) => object;
  send: (input: z.input<Input>) => Promise<Done>;
  /** Beside which field a refusal is said; without one, above the form. */
  fieldOf?: (reason: string) => string | undefined;
  onDone: (result: Extract<Done, { ok: true }>, form: HTMLFormElement) => void | Promise<void>;
};

/** Problems by the name of their field; `form` for what concerns none. */
type Problems = Record<string, string | undefined> & { form?: string };

export const isDone = <Done extends Result>(result: Done): result is Extract<Done, { ok: true }> => result.ok;

/**
 * A form that is checked here, sent through an action and answered: each problem stands beside its field, and the first of
 * them has the focus.
 */
export function useSubmit<Input extends z.ZodType, Done extends Result>(options: Options<Input, Done>) {
  const { input, given, read = Object.fromEntries, send, fieldOf = () => undefined, onDone } = options;
  const [problems, setProblems] = useState<Problems>({});
  const [isPending, startTransition] = useTransition();
  const form = useRef<HTMLFormElement>(null);

  function show(found: Problems) {
    setProblems(found);
    const first = Object.keys(found).find((name) => name !== "form");
    const control = first && form.current?.elements.namedItem(first);
    if (control instanceof HTMLElement) control.focus();
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const sent = event.currentTarget;
    // From the form itself: some password managers fill in without telling the page.
    const typed = { ...read(new FormData(sent)), ...given } as z.input<Input>;
    const parsed = input.safeParse(typed);
    if (!parsed.success) {
      const found: Problems = {};
      for (const { path, message } of parsed.error.issues) {
        const name = String(path[0] ?? "form");
        found[sent.elements.namedItem(name) ? name : "form"] ??= message;
      }
      return show(found);
    }
    setProblems({});
    startTransition(async () => {
      try {
        const result = await send(typed);
        if (isDone(result)) return onDone(result, sent);
        show({ [fieldOf(result.reason ?? "") ?? "form"]: result.message ?? GENERAL_PROBLEM });
      } catch {
        show({ form: NO_CONNECTION });
      }
    });
  }

  return { form, submit, problems, isPending };
}
