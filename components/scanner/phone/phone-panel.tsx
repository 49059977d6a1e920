import { CircleAlert, MonitorSmartphone, Send } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { Sent } from "./use-phone";

/** What this phone has sent to the computer, the last first. */
export function PhonePanel({ sent, onLeave }: { sent: Sent[]; onLeave: () => void }) {
  return (
    <section aria-label="For your computer" className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md bg-primary-soft py-1 pr-1 pl-4 text-on-primary-soft">
        <MonitorSmartphone aria-hidden="true" className="size-5 shrink-0" />
        <p className="min-w-0 flex-1 font-semibold text-sm">What you scan goes to your computer.</p>
        <Button variant="ghost" onClick={onLeave}>
          Stop
        </Button>
      </div>
      <ol aria-live="polite" className="grid gap-1.5">
        {sent.map(({ id, isbn, title, problem }) => (
          <li key={id} className="flex items-start gap-2.5 rounded-md border border-line bg-surface p-2.5">
            {problem ? (
              <CircleAlert aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-danger" />
            ) : (
              <Send aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-success" />
            )}
            <span className="min-w-0">
              <span className="line-clamp-2 font-semibold">{title ?? `ISBN ${isbn}`}</span>
              <span className="text-muted text-sm">{problem ?? "Sent"}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
