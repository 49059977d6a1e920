"use client";

import { CircleAlert, Copy, CopyCheck } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { RequestProblem } from "../lookup/request-problem";

type ProblemPanelProps = {
  problem: RequestProblem;
  /** Asks again with the same photo; null where that cannot help. */
  onRetry: (() => void) | null;
  onCancel: () => void;
};

/** No answer came: why, and what to do about it. */
export function ProblemPanel({ problem, onRetry, onCancel }: ProblemPanelProps) {
  return (
    <div className="grid min-h-0 flex-1 items-end overflow-y-auto bg-black/45 p-4 md:place-items-center">
      <div role="alert" className="grid w-full max-w-md gap-3 rounded-lg bg-raised p-5 text-ink shadow-lg">
        <div className="flex items-start gap-3">
          <CircleAlert aria-hidden="true" className="mt-0.5 size-6 shrink-0 text-danger" />
          <div className="grid gap-1">
            <h2 className="font-book font-semibold text-lg">{problem.title}</h2>
            <p className="text-muted">{problem.help}</p>
          </div>
        </div>
        {problem.requestId && <RequestId id={problem.requestId} />}
        <div className="flex flex-wrap gap-3">
          {onRetry && (
            <Button onClick={onRetry} className="flex-1">
              Try again
            </Button>
          )}
          <Button variant="secondary" onClick={onCancel} className="flex-1">
            {onRetry ? "Cancel" : "Back to the scanner"}
          </Button>
        </div>
      </div>
    </div>
  );
}

function RequestId({ id }: { id: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(id);
      setCopied(true);
    } catch {
      setCopied(false); // no clipboard on plain http; the number can be selected
    }
  };
  return (
    <div className="flex items-center gap-2 rounded-md bg-well py-2 pr-1 pl-3">
      <span className="min-w-0 flex-1 text-sm">
        <span className="block text-muted">Number of this request</span>
        <code className="select-all break-all">{id}</code>
      </span>
      <Button variant="ghost" size="sm" onClick={copy}>
        {isCopied ? <CopyCheck aria-hidden="true" /> : <Copy aria-hidden="true" />}
        {isCopied ? "Copied" : "Copy"}
      </Button>
    </div>
  );
}
