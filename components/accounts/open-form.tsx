"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";

type OpenFormProps = {
  /** What the button says. */
  label: string;
  children: (close: () => void) => ReactNode;
};

/** A button that makes way for a form. */
export function OpenForm({ label, children }: OpenFormProps) {
  const [isOpen, setOpen] = useState(false);
  const { button, place } = useFocusTurn(isOpen);
  if (isOpen) return <div ref={place}>{children(() => setOpen(false))}</div>;
  return (
    <Button ref={button} variant="secondary" onClick={() => setOpen(true)}>
      {label}
    </Button>
  );
}

/** Takes the focus to the first field of a form that a button makes way for, and back to the button when it is done. */
export function useFocusTurn<Control extends HTMLElement = HTMLButtonElement>(isOpen: boolean) {
  const wasOpen = useRef(false);
  const button = useRef<Control>(null);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isOpen) place.current?.querySelector<HTMLElement>("input:not([hidden])")?.focus();
    else if (wasOpen.current) button.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return { button, place };
}
