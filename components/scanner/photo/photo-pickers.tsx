"use client";

import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

type PhotoPickerProps = {
  /** Opens the camera app of the phone instead of the picture library. */
  isCapture?: boolean;
  label: string;
  children: ReactNode;
  className?: string;
  onFile: (file: File) => void;
};

/** A file field that looks like a button; `label` is its name, `children` what it shows. */
export function PhotoPicker({ isCapture, label, children, className, onFile }: PhotoPickerProps) {
  return (
    <label
      title={label}
      className={cn(
        "relative cursor-pointer has-focus-visible:outline-3 has-focus-visible:outline-beam has-focus-visible:outline-offset-2",
        className,
      )}
    >
      {children}
      <input
        type="file"
        accept="image/*"
        capture={isCapture ? "environment" : undefined}
        aria-label={label}
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file chosen twice must fire again.
          event.target.value = "";
          if (file) onFile(file);
        }}
      />
    </label>
  );
}
