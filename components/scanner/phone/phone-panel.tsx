import { CircleAlert, Clock, MonitorSmartphone, Send } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { Sent } from "./outbox";
import type { Asked } from "./use-phone";

type PhonePanelProps = {
  asked: Asked | null;
  sent: Sent[];
  onAgree: () => void;
  onDecline: () => void;
  onSendAgain: (sent: Sent) => void;
  onLeave: () => void;
};

/** What this phone has sent to the computer, the last first; before, whether it is to do so at all. */
export function PhonePanel({ asked, sent, onAgree, onDecline, onSendAgain, onLeave }: PhonePanelProps) {
  if (asked) {
    return (
      <section aria-label="For your computer" className="grid gap-3 rounded-lg border border-line bg-surface p-4">
        <h2 className="font-book font-semibold text-lg">Scan for the computer that shows this code?</h2>
        <p className="text-muted text-sm">
          What you scan here then goes to the page on that computer, and not into a library of yours.
        </p>
        {asked.problem && (
          <p role="alert" className="text-danger text-sm">
            {asked.problem}
          </p>
        )}
        <div className="flex flex-wrap gap-2.5">
          <Button loading={asked.isLinking} onClick={onAgree}>
            Scan for it
          </Button>
          <Button variant="secondary" onClick={onDecline}>
            No
          </Button>
        </div>
      </section>
    );
  }
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
        {sent.map((one) => (
          <li key={one.id} className="flex items-start gap-2.5 rounded-md border border-line bg-surface p-2.5">
            <Mark state={one.state} />
            <span className="min-w-0 flex-1">
              <span className="line-clamp-2 font-semibold">{one.title ?? `ISBN ${one.isbn}`}</span>
              <span className="text-muted text-sm">{one.problem ?? (one.state === "sent" ? "Sent" : "Sending…")}</span>
            </span>
            {one.state === "failed" && (
              <Button variant="secondary" size="sm" onClick={() => onSendAgain(one)}>
                Send again
              </Button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Mark({ state }: Pick<Sent, "state">) {
  const shape = "mt-0.5 size-5 shrink-0";
  switch (state) {
    case "sending":
      return <Clock aria-hidden="true" className={`${shape} text-muted`} />;
    case "sent":
      return <Send aria-hidden="true" className={`${shape} text-success`} />;
    case "failed":
      return <CircleAlert aria-hidden="true" className={`${shape} text-danger`} />;
  }
}
