import { Button } from "@/components/ui/button";
import type { Question } from "../lookup/question";

type LookingPanelProps = { question: Question | null; isSlow: boolean; onCancel: () => void };

/** While the answer is on its way: the beam passes over the photo, and there is a way out. */
export function LookingPanel({ question, isSlow, onCancel }: LookingPanelProps) {
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-end gap-4 bg-black/45 px-6 pt-6 pb-8 text-white">
      <div
        aria-hidden="true"
        className="viewfinder relative w-full max-w-[30rem] flex-1 overflow-hidden text-beam [--viewfinder-arm:38px] [--viewfinder-radius:18px] [--viewfinder-stroke:4px]"
      >
        <div className="absolute inset-0 grid animate-beam place-items-center">
          <div className="h-1 w-[86%] rounded-full bg-beam shadow-[0_0_24px_6px_rgb(255_200_61/0.55)]" />
        </div>
      </div>
      <p className="text-center font-semibold text-lg">
        {question?.kind === "isbn" ? `Looking up ${question.isbn13}` : "Looking for the book"}
        {isSlow && <span className="block font-normal text-sm">The connection is slow. Still trying.</span>}
      </p>
      <Button variant="secondary" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
