"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";

type OpenFormProps = {
  /** What the button says. */
  label: string;
  children: (close: () => void) => ReactNode;
};

/** A button that makes way for a form; the focus goes to its first field, and back to the button when it is done. */
export function OpenForm({ label, children }: OpenFormProps) {
  const [isOpen, setOpen] = useState(false);
  const wasOpen = useRef(false);
  const button = useRef<HTMLButtonElement>(null);
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (isOpen) place.current?.querySelector<HTMLElement>("input:not([hidden])")?.focus();
    else if (wasOpen.current) button.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);

  if (isOpen) return <div ref={place}>{children(() => setOpen(false))}</div>;
  return (
    <Button ref={button} variant="secondary" onClick={() => setOpen(true)}>
      {label}
    </Button>
  );
}
