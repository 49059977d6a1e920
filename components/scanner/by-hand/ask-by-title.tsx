"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { accountHref } from "@/components/accounts/next-path";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { askForTitleAction } from "@/lib/scans/pending/actions";

type AskByTitleProps = {
  isSignedIn: boolean;
  /** There is a photo of it, which can become its cover. */
  hasPhoto: boolean;
};

/** For a cover that nobody knows: its title, to be looked up elsewhere or typed in whole. */
export function AskByTitle({ isSignedIn, hasPhoto }: AskByTitleProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<string>();
  const [isAsking, startTransition] = useTransition();

  function ask(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const [title, author] = ["title", "author"].map((name) => String(data.get(name) ?? "").trim());
    if (!title) return setProblem("What is the title?");
    setProblem(undefined);
    startTransition(async () => {
      try {
        const asked = await askForTitleAction({ title, author: author ?? "" });
        if (asked.ok) router.push(`/pending/${encodeURIComponent(asked.id)}`);
        else setProblem(asked.message ?? GENERAL_PROBLEM);
      } catch {
        setProblem(NO_CONNECTION);
      }
    });
  }

  return (
    <section aria-labelledby="ask-by-title" className="grid gap-2.5">
      <h3 id="ask-by-title" className="font-semibold text-sm">
        Add it by its title
      </h3>
      {isSignedIn ? (
        <form onSubmit={ask} noValidate className="grid gap-3">
          <Field label="Title" name="title" required error={problem}>
            {(control) => <Input {...control} autoComplete="off" />}
          </Field>
          <Field label="Author" name="author">
            {(control) => <Input {...control} autoComplete="off" />}
          </Field>
          {hasPhoto && (
            <p className="text-muted text-sm">If no other catalogue knows it, you can add this photo as its cover.</p>
          )}
          <Button type="submit" variant="secondary" loading={isAsking} className="justify-self-start">
            Look it up elsewhere
          </Button>
        </form>
      ) : (
        <ButtonLink href={accountHref("sign-in", "/?again=1")} variant="secondary" className="justify-self-start">
          Sign in to add it
        </ButtonLink>
      )}
    </section>
  );
}
