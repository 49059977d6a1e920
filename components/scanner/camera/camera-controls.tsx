"use client";

import { Flashlight, FlashlightOff, Images, SwitchCamera } from "lucide-react";
import { cn } from "@/components/ui/cn";
import { PhotoPicker } from "../photo/photo-pickers";
import type { Camera } from "./use-camera";

type CameraControlsProps = { camera: Camera; isBusy: boolean; onShoot: () => void; onFile: (file: File) => void };

const ROUND =
  "grid size-12 place-items-center rounded-full bg-black/55 text-white hover:bg-black/75 low:size-11 max-[22rem]:size-10 [--focus-inner:#000] [&_svg]:size-6";

/** What the thumb needs, in one row under it (one column at the right when the phone lies on its side). */
export function CameraControls({ camera, isBusy, onShoot, onFile }: CameraControlsProps) {
  if (camera.state.phase !== "live") return null;
  const { abilities, lenses, lensId } = camera.state;

  return (
    <div
      className={cn(
        "grid shrink-0 grid-cols-[1fr_auto_1fr] items-center gap-3 max-[22rem]:gap-2 bg-gradient-to-t from-black/70 to-transparent px-4 pt-5 pb-4 max-md:pb-9 max-[22rem]:px-2.5",
        "low:landscape:grid-flow-col low:landscape:grid-cols-[auto_auto] low:landscape:grid-rows-2 low:landscape:gap-x-4 low:landscape:gap-y-2 low:landscape:bg-gradient-to-l low:landscape:px-4 low:landscape:py-3",
      )}
    >
      <div className="flex items-center justify-start gap-2.5 max-[22rem]:gap-2 low:landscape:flex-col low:landscape:justify-end low:landscape:gap-2">
        <PhotoPicker label="Choose a photo" onFile={onFile} className={ROUND}>
          <Images aria-hidden="true" />
        </PhotoPicker>
        {lenses.length > 1 && (
          // The select lies invisibly over the icon: the phone's own picker, and a name for screen readers.
          <span className={cn(ROUND, "relative has-focus-visible:outline-3 has-focus-visible:outline-beam")}>
            <SwitchCamera aria-hidden="true" />
            <select
              aria-label="Camera"
              title="Camera"
              value={lensId ?? ""}
              onChange={(event) => camera.chooseLens(event.target.value)}
              className="absolute inset-0 size-full cursor-pointer text-base text-ink opacity-0"
            >
              {lenses.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </span>
        )}
      </div>

      <button
        type="button"
        aria-label="Photograph the cover"
        title="Photograph the cover"
        disabled={isBusy}
        onClick={onShoot}
        className="group grid size-19 max-[22rem]:size-17 place-items-center rounded-full border-4 border-white bg-black/25 shadow-lg [--focus-inner:#000] disabled:opacity-60 low:landscape:col-start-2 low:landscape:row-span-2 low:landscape:row-start-1 low:landscape:size-17"
      >
        <span className="size-14 rounded-full bg-beam transition-transform duration-100 group-hover:bg-beam-hover group-active:scale-90 low:landscape:size-12" />
      </button>

      <div className="flex items-center justify-end gap-2.5 max-[22rem]:gap-2 low:landscape:col-start-1 low:landscape:row-start-2 low:landscape:flex-col low:landscape:justify-start low:landscape:gap-2">
        {abilities.zoomSteps.length > 0 && <ZoomButton camera={camera} steps={abilities.zoomSteps} />}
        {abilities.hasTorch && (
          <button
            type="button"
            aria-pressed={camera.isTorchOn}
            aria-label="Light"
            title="Light"
            onClick={camera.toggleTorch}
            className={cn(ROUND, camera.isTorchOn && "bg-beam text-on-beam hover:bg-beam-hover")}
          >
            {camera.isTorchOn ? <Flashlight aria-hidden="true" /> : <FlashlightOff aria-hidden="true" />}
          </button>
        )}
      </div>
    </div>
  );
}

// One button that goes round: the three factors would not fit beside the shutter.
function ZoomButton({ camera, steps }: { camera: Camera; steps: number[] }) {
  const next = steps[(steps.indexOf(camera.zoom) + 1) % steps.length] ?? 1;
  return (
    <button
      type="button"
      aria-label={`Zoom ${camera.zoom} times, change to ${next} times`}
      onClick={() => camera.chooseZoom(next)}
      className={cn(ROUND, "font-bold text-sm tabular-nums")}
    >
      {camera.zoom}×
    </button>
  );
}
