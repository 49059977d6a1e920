"use client";

import { Camera, CameraOff, Images } from "lucide-react";
import { Button, buttonVariants } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { PhotoPicker } from "../photo/photo-pickers";
import { type CameraProblem, cameraHelp, platformOf } from "./camera-help";

type CameraHelpPanelProps = { problem: CameraProblem; onRetry: () => void; onFile: (file: File) => void };

const ON_CLOTH = "border border-white/45 text-on-spine hover:bg-white/10";

/** The camera stays away: why, how to change that, and what works meanwhile. */
export function CameraHelpPanel({ problem, onRetry, onFile }: CameraHelpPanelProps) {
  const help = cameraHelp(problem, platformOf(navigator.userAgent, navigator.maxTouchPoints));
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex min-h-full max-w-xl flex-col justify-center gap-3.5 px-6 py-5">
        <div role="alert" className="grid gap-2">
          <CameraOff aria-hidden="true" className="size-9 text-beam low:hidden" />
          <h2 className="font-book font-semibold text-xl">{help.title}</h2>
          <p className="text-on-spine-muted">{help.body}</p>
        </div>
        <ol className={cn("grid gap-2", help.steps.length > 1 && "list-decimal pl-5 marker:text-beam")}>
          {help.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <div className="flex flex-wrap gap-3">
          {help.canRetry && (
            <Button variant="beam" onClick={onRetry}>
              Try again
            </Button>
          )}
          <PhotoPicker
            isCapture
            label="Take a photo"
            onFile={onFile}
            className={cn(buttonVariants({ variant: "ghost" }), ON_CLOTH, "hidden pointer-coarse:inline-flex")}
          >
            <Camera aria-hidden="true" />
            Take a photo
          </PhotoPicker>
          <PhotoPicker
            label="Choose a photo"
            onFile={onFile}
            className={cn(buttonVariants({ variant: "ghost" }), ON_CLOTH)}
          >
            <Images aria-hidden="true" />
            Choose a photo
          </PhotoPicker>
        </div>
      </div>
    </div>
  );
}
