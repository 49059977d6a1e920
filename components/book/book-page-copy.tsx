"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { toast } from "@/components/ui/toast";

type CopyButtonProps = { value: string; what: string };

const CONFIRMED_MS = 2_000;

/** A number that a press copies. */
export function CopyButton({ value, what }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy() {
    if (await copyText(value)) {
      setCopied(true);
      toast({ message: `${what} copied` });
    } else toast({ message: `Please select and copy it by hand: ${value}`, tone: "problem" });
  }

  const Icon = isCopied ? Check : Copy;
  return (
    <span className="inline-flex max-w-full flex-wrap items-baseline gap-1">
      {value}
      <button
        type="button"
        onClick={copy}
        aria-label={`Copy ${what}`}
        title={`Copy ${what}`}
        className="-my-3.5 grid size-11 shrink-0 place-items-center self-center rounded-sm text-muted hover:bg-well hover:text-ink"
      >
        <Icon aria-hidden="true" className="size-4.5" />
      </button>
    </span>
  );
}

async function copyText(text: string): Promise<boolean> {
  try {
    // Absent on plain http, refused where the page may not write; both end below.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
