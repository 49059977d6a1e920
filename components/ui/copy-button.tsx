"use client";

import { Check, Copy } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button, type ButtonVariants } from "./button";
import { toast } from "./toast";

type CopyButtonProps = { text: string; variant?: ButtonVariants["variant"]; children?: ReactNode };

/** Copies a text that is shown beside it. Without https, or without leave, it says so: the text can be marked by hand. */
export function CopyButton({ text, variant = "secondary", children = "Copy" }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      toast({ message: "Copied" });
    } catch {
      toast({ message: "The browser does not let us copy. Please mark it and copy it yourself.", tone: "problem" });
    }
  }

  return (
    <Button variant={variant} onClick={copy}>
      {isCopied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      {children}
    </Button>
  );
}
