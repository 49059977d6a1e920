"use client";

import { useOptimistic, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { Notice } from "@/components/ui/notice";
import { putNoticeAwayAction } from "@/lib/ops/incidents/actions";
import type { Notice as SecurityNotice } from "@/lib/ops/incidents/schema";

/** What whoever runs the site has to tell this reader about the safety of the account, until it is put away. */
export function SecurityNotices({ notices }: { notices: SecurityNotice[] }) {
  const [, startTransition] = useTransition();
  const [present, putAway] = useOptimistic(notices, (now, incidentId: number) =>
    now.filter((notice) => notice.incidentId !== incidentId),
  );
  if (present.length === 0) return null;
  return (
    <section aria-label="About the safety of your account" className="mb-6 grid gap-3">
      {present.map(({ incidentId, text, at }) => (
        <Notice key={incidentId} tone="warning" title="About the safety of your account">
          <p className="whitespace-pre-wrap break-words">{text}</p>
          <p className="mt-1 text-muted">
            <Moment at={at} />
          </p>
          <Button
            variant="secondary"
            className="mt-3"
            onClick={() =>
              startTransition(async () => {
                putAway(incidentId);
                await putNoticeAwayAction({ incidentId });
              })
            }
          >
            I have read this
          </Button>
        </Notice>
      ))}
    </section>
  );
}
