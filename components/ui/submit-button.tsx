"use client";

import { useFormStatus } from "react-dom";
import { Button, type ButtonProps } from "./button";

/** Submits the form around it and is busy while its action runs. */
export function SubmitButton({ loading, ...props }: ButtonProps) {
  const { pending } = useFormStatus();
  return <Button {...props} type="submit" loading={loading || pending} />;
}
