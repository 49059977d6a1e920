import { BookOpen, Camera, Images } from "lucide-react";
import { Button, buttonVariants } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { PhotoPicker } from "../photo/photo-pickers";

type CameraInvitationProps = { isStarting: boolean; onStart: () => void; onFile: (file: File) => void };

/** Before the camera runs: what this is for, and the tap that browsers want before they ask. */
export function CameraInvitation({ isStarting, onStart, onFile }: CameraInvitationProps) {
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center gap-6 overflow-y-auto px-6 py-6 text-center low:landscape:flex-row low:landscape:gap-10 low:landscape:text-left">
      <div
        aria-hidden="true"
        className="viewfinder relative grid h-40 w-30 shrink-0 place-items-center text-beam [--viewfinder-arm:30px] [--viewfinder-stroke:4px] low:h-32 low:w-24"
      >
        <BookOpen strokeWidth={1.5} className="size-14" />
        <span className="absolute inset-x-3 grid h-full animate-beam place-items-center">
          <span className="h-0.5 w-full rounded-full bg-beam shadow-[0_0_14px_3px_rgb(255_200_61/0.5)]" />
        </span>
      </div>
      <div className="grid max-w-md justify-items-center gap-4 low:landscape:justify-items-start">
        <div>
          <h2 className="font-book font-semibold text-2xl">Which book is this?</h2>
          <p className="mt-1.5 text-on-spine-muted low:text-sm">
            Point the camera at a front cover or at the barcode on the back. Your photo only finds the book; it is not
            kept.
          </p>
        </div>
        <div className="grid w-full max-w-64 gap-3 sm:flex sm:max-w-none sm:justify-center low:landscape:justify-start">
          <Button variant="beam" size="lg" loading={isStarting} onClick={onStart}>
            <Camera aria-hidden="true" />
            Open the camera
          </Button>
          <PhotoPicker
            label="Choose a photo"
            onFile={onFile}
            className={cn(
              buttonVariants({ variant: "ghost", size: "lg" }),
              "border border-white/45 px-4 text-on-spine hover:bg-white/10",
            )}
          >
            <Images aria-hidden="true" />
            Choose a photo
          </PhotoPicker>
        </div>
      </div>
    </div>
  );
}
