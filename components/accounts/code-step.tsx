"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { CodeField } from "./code-field";
import { FormProblem } from "./form-problem";
import { leaveFor, type SignInFailure, saySignInProblem } from "./start-session";

type CodeStepProps = {
  next: string;
  /** Sends the code with what the first step knew. */
  send: (code: string) => Promise<SignInFailure | null>;
  onBack: () => void;
};

/** The second step of signing in. */
export function CodeStep({ next, send, onBack }: CodeStepProps) {
  const [problem, setProblem] = useState<SignInFailure | null>(null);
  const [isPending, setPending] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code") ?? "").trim();
    if (code === "") return setProblem("code_needed");
    setPending(true);
    const failure = await send(code);
    if (!failure) return leaveFor(next);
    setPending(false);
    setProblem(failure);
  }

  const isOfCode = problem === "code_needed" || problem === "wrong_code";
  return (
    <form onSubmit={submit} method="post" noValidate className="grid gap-5">
      <FormProblem text={problem && !isOfCode ? saySignInProblem(problem) : null} />
      <p>Your password is right. This account also asks for a second factor.</p>
      <CodeField autoFocus error={isOfCode ? saySignInProblem(problem) : undefined} />
      <Button type="submit" size="lg" block loading={isPending}>
        Sign in
      </Button>
      <Button variant="ghost" block onClick={onBack}>
        Back
      </Button>
    </form>
  );
}
