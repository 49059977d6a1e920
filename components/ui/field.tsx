import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cn } from "./cn";

/** What the control inside a Field must spread onto itself. */
export type FieldControl = {
  id: string;
  name: string;
  required?: boolean;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
};

type FieldProps = {
  label: string;
  name: string;
  /** Shown before anything goes wrong: what is expected. */
  hint?: ReactNode;
  /** What is wrong and how to mend it; announced when it appears. */
  error?: string;
  required?: boolean;
  className?: string;
  children: (control: FieldControl) => ReactNode;
};

/**
 * Label, hint and error around one control, wired by id:
 * `<Field label="E-mail" name="email" error={…}>{(control) => <Input {...control} type="email" />}</Field>`.
 */
export function Field({ label, name, hint, error, required, className, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [hint ? hintId : "", error ? errorId : ""].filter(Boolean).join(" ");

  return (
    <div className={cn("grid gap-1.5", className)}>
      <label htmlFor={id} className="font-semibold text-sm">
        {label}
        {!required && <span className="ml-1.5 font-normal text-muted">(optional)</span>}
      </label>
      {children({
        id,
        name,
        required,
        "aria-describedby": describedBy || undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {hint && (
        <p id={hintId} className="text-muted text-sm">
          {hint}
        </p>
      )}
      {/* The live region stands before the message does, or some readers stay silent. */}
      <p id={errorId} aria-live="polite" className="flex gap-1.5 font-medium text-danger text-sm empty:hidden">
        {error && (
          <>
            <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
            {error}
          </>
        )}
      </p>
    </div>
  );
}
