"use client";

import { Link2 } from "lucide-react";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { Notice } from "@/components/ui/notice";
import { tell } from "@/components/ui/tell";
import { startLinkingAction, unlinkIdentityAction } from "@/lib/accounts/oidc/actions";
import type { IdentitySummary } from "@/lib/accounts/oidc/schema";
import { OwnerButton } from "./owner-button";
import { SecuritySection } from "./security-section";
import { goToService } from "./start-session";

type IdentitySectionProps = {
  identities: IdentitySummary[];
  serviceName: string;
  /** Why linking has just not worked. */
  refusal?: string;
};

/** What is linked at the service that readers may sign in through. */
export function IdentitySection({ identities, serviceName, refusal }: IdentitySectionProps) {
  return (
    <SecuritySection
      id="identities"
      title={`Sign in with ${serviceName}`}
      lead="Once it is linked, you can sign in there instead of with your password."
    >
      {refusal && (
        <Notice tone="danger" role="alert" className="mb-4">
          {refusal}
        </Notice>
      )}
      {identities.length > 0 && (
        <ul className="mb-4 grid grid-cols-1 divide-y divide-line border-line border-y">
          {identities.map((identity) => (
            <li key={identity.id} className="py-3">
              <IdentityRow identity={identity} />
            </li>
          ))}
        </ul>
      )}
      <OwnerButton variant="secondary" send={startLinkingAction} onDone={goThere}>
        <Link2 aria-hidden="true" />
        {identities.length === 0 ? `Link ${serviceName}` : "Link another"}
      </OwnerButton>
    </SecuritySection>
  );
}

async function goThere() {
  await goToService("/account/security");
}

function IdentityRow({ identity: { id, name, linkedAt, lastUsedAt } }: { identity: IdentitySummary }) {
  const [isPending, startTransition] = useTransition();
  const unlink = () =>
    startTransition(async () => {
      await tell({ done: `${name} is no longer linked`, work: () => unlinkIdentityAction({ identityId: id }) });
    });
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-56">
        <p id={`identity-${id}`} className="break-words font-semibold">
          {name}
        </p>
        <p className="text-muted text-sm">
          linked <Moment at={linkedAt} />, {lastUsedAt ? "last used " : "not used yet"}
          {lastUsedAt && <Moment at={lastUsedAt} />}
        </p>
      </div>
      <Button variant="danger-ghost" aria-describedby={`identity-${id}`} loading={isPending} onClick={unlink}>
        Unlink
      </Button>
    </div>
  );
}
