"use client";

import { Download } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";

/** Recovery codes, the one time that they are shown. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  // They take the place of the form that had the focus.
  useEffect(() => place.current?.focus(), []);
  const text = `${codes.join("\n")}\n`;
  return (
    <div ref={place} tabIndex={-1} className="grid gap-4 outline-none">
      <p>
        Keep these ten codes where you find them without your phone. Each lets you in once in place of the app.{" "}
        <strong>They are not shown again.</strong>
      </p>
      <ol
        aria-label="Recovery codes"
        className="grid select-all grid-cols-1 gap-x-6 gap-y-1 rounded-md border border-line bg-well p-4 font-mono text-sm tabular-nums min-[30rem]:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-3">
        <CopyButton text={text} />
        <Button variant="secondary" onClick={() => save(text)}>
          <Download aria-hidden="true" />
          Download
        </Button>
        <Button onClick={onKept}>I have kept them</Button>
      </div>
    </div>
  );
}

function save(text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: "ridizi-recovery-codes.txt" });
  link.click();
  // Not at once: some browsers begin to read it only after the click is over.
  setTimeout(() => URL.revokeObjectURL(url), RELEASED_AFTER_MS);
}

const RELEASED_AFTER_MS = 10_000;
