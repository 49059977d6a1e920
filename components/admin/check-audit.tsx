"use client";

import { ShieldCheck } from "lucide-react";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { checkAuditAction } from "@/lib/ops/incidents/actions";
import { sayNumber } from "./job-words";

type Answer = { tone: "success" | "danger" | "warning"; words: string };

/** Reads the whole log at once and says whether it is as it was written. The worker does it daily. */
export function CheckAudit() {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [isBusy, startTransition] = useTransition();
  const check = () => startTransition(async () => setAnswer(await ask()));
  return (
    <section aria-label="Is it whole?" className="mb-6 grid justify-items-start gap-3">
      <Button variant="secondary" loading={isBusy} onClick={check}>
        <ShieldCheck aria-hidden="true" />
        Verify now
      </Button>
      <div aria-live="polite" className="w-full empty:hidden">
        {answer && <Notice tone={answer.tone} title={answer.words} />}
      </div>
    </section>
  );
}

async function ask(): Promise<Answer> {
  try {
    const result = await checkAuditAction({});
    if (!result.ok) return { tone: "warning", words: result.message ?? GENERAL_PROBLEM };
    const { verdict } = result;
    return verdict.isWhole
      ? { tone: "success", words: `All ${sayNumber(verdict.lines)} lines are as they were written.` }
      : {
          tone: "danger",
          words: `Line ${sayNumber(verdict.at)} is not as it was written. An incident says what to do.`,
        };
  } catch {
    return { tone: "warning", words: NO_CONNECTION };
  }
}
