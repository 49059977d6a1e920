"use client";

import { KeyRound, Plus } from "lucide-react";
import Link from "next/link";
import { useState, useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { sayFullDay } from "@/components/ui/day-words";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Moment } from "@/components/ui/moment";
import { toast } from "@/components/ui/toast";
import { revokeKeyAction } from "@/lib/accounts/keys/actions";
import { KEYS_MAX, type KeySummary, type Scope } from "@/lib/accounts/keys/schema";
import { NewKeyDialog } from "./new-key-dialog";
import { SecuritySection } from "./security-section";

type KeySectionProps = {
  keys: KeySummary[];
  /** What a new key may be allowed to do. */
  scopes: Scope[];
  /** When the page was made: the server's clock says which keys have ended. */
  now: Date;
};

/** The keys by which programs act in the reader's name: to make one, to see what they are, to end one. */
export function KeySection({ keys, scopes, now }: KeySectionProps) {
  const [isMaking, setMaking] = useState(false);
  return (
    <SecuritySection
      id="api-keys"
      title="API keys"
      lead={
        <>
          A key lets a program of yours use the site in your name, as far as you allow it. Give each program its own.{" "}
          <Link href="/docs" className="text-primary underline">
            What programs can do
          </Link>
        </>
      }
    >
      {keys.length > 0 && (
        <ul className="mb-4 grid grid-cols-1 divide-y divide-line border-line border-y">
          {keys.map((key) => (
            <li key={key.id}>
              <KeyRow apiKey={key} hasEnded={key.expiresAt !== null && key.expiresAt <= now} />
            </li>
          ))}
        </ul>
      )}
      {keys.length < KEYS_MAX ? (
        <Button variant="secondary" onClick={() => setMaking(true)}>
          <Plus aria-hidden="true" />
          New key
        </Button>
      ) : (
        <p className="text-muted">You have {KEYS_MAX} keys, which is as many as there can be.</p>
      )}
      {isMaking && <NewKeyDialog scopes={scopes} onClose={() => setMaking(false)} />}
    </SecuritySection>
  );
}

function KeyRow({ apiKey, hasEnded }: { apiKey: KeySummary; hasEnded: boolean }) {
  const { id, name, scopes, createdAt, lastUsedAt, expiresAt } = apiKey;
  const [isAsking, setAsking] = useState(false);
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="flex min-w-0 flex-1 basis-56 items-start gap-3">
        <KeyRound aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-muted" />
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="min-w-0 break-words font-semibold">{name}</span>
            {hasEnded && <Badge tone="beam">Ended</Badge>}
          </p>
          <p className="break-words text-sm">{scopes.join(", ")}</p>
          <p className="break-words text-muted text-sm">
            rdz_{id}_… · made <Moment at={createdAt} /> ·{" "}
            {lastUsedAt ? (
              <>
                last used <Moment at={lastUsedAt} />
              </>
            ) : (
              "never used"
            )}{" "}
            · {expiresAt ? `${hasEnded ? "ended" : "ends"} on ${sayFullDay(expiresAt)}` : "does not end by itself"}
          </p>
        </div>
      </div>
      <Button variant="danger-ghost" onClick={() => setAsking(true)} aria-label={`Revoke ${name}`}>
        Revoke
      </Button>
      {isAsking && <RevokeDialog id={id} name={name} onClose={() => setAsking(false)} />}
    </div>
  );
}

function RevokeDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const [isPending, startTransition] = useTransition();

  function revoke() {
    startTransition(async () => {
      const result = await revokeKeyAction({ keyId: id }).catch(() => null);
      if (!result) return toast({ message: "There is no connection. The key still works.", tone: "problem" });
      const isGone = result.ok || result.reason === "key_not_found";
      if (isGone) toast({ message: `${name} is revoked` });
      else toast({ message: result.message ?? "That did not work. Please try again.", tone: "problem" });
      onClose();
    });
  }

  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        role="alertdialog"
        title={`Revoke ${name}?`}
        description="Programs that use this key stop working at once. It cannot be brought back."
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              Keep it
            </Button>
            <Button variant="danger" loading={isPending} onClick={revoke}>
              Revoke
            </Button>
          </>
        }
      />
    </Dialog>
  );
}
