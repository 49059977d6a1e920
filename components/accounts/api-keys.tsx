"use client";

import { KeyRound, Plus } from "lucide-react";
import { useState, useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { toast } from "@/components/ui/toast";
import { revokeKeyAction } from "@/lib/accounts/keys/actions";
import { KEYS_MAX, type KeySummary, type Scope } from "@/lib/accounts/keys/schema";
import { NewKeyDialog } from "./new-key-dialog";

type ApiKeysProps = {
  keys: KeySummary[];
  /** What a new key may be allowed to do. */
  scopes: Scope[];
  /** When the page was made: the server's clock says which keys have ended. */
  now: Date;
};

/** The keys by which programs act in the reader's name: to make one, to see what they are, to end one. */
export function ApiKeys({ keys, scopes, now }: ApiKeysProps) {
  const [isMaking, setMaking] = useState(false);
  return (
    <section aria-labelledby="api-keys" className="mt-10">
      <h2 id="api-keys" className="mb-1 font-book font-semibold text-lg">
        API keys
      </h2>
      <p className="mb-4 text-muted">
        A key lets a program of yours use the site in your name, as far as you allow it. Give each program its own.
      </p>
      {keys.length > 0 && (
        <ul className="mb-4 grid gap-px overflow-hidden rounded-lg border border-line bg-line">
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} now={now} />
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
    </section>
  );
}

function KeyRow({
  apiKey: { id, name, scopes, createdAt, lastUsedAt, expiresAt },
  now,
}: {
  apiKey: KeySummary;
  now: Date;
}) {
  const [isAsking, setAsking] = useState(false);
  const hasEnded = expiresAt !== null && expiresAt <= now;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 bg-surface px-5 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2 font-semibold">
          <KeyRound aria-hidden="true" className="size-4 shrink-0 text-muted" />
          <span className="min-w-0 break-words">{name}</span>
          {hasEnded && <Badge tone="beam">Ended</Badge>}
        </p>
        <p className="break-all font-mono text-muted text-sm">rdz_{id}_…</p>
        <p className="text-sm">{scopes.join(", ")}</p>
        <p className="text-muted text-sm">
          Made on {sayDay(createdAt)}; {lastUsedAt ? `last used on ${sayDay(lastUsedAt)}` : "never used"};{" "}
          {expiresAt ? `${hasEnded ? "ended" : "ends"} on ${sayDay(expiresAt)}` : "does not end by itself"}
        </p>
      </div>
      <Button variant="danger-ghost" onClick={() => setAsking(true)} aria-label={`Revoke ${name}`}>
        Revoke
      </Button>
      {isAsking && <RevokeDialog id={id} name={name} onClose={() => setAsking(false)} />}
    </li>
  );
}

const sayDay = (at: Date) => at.toLocaleDateString("en-GB", { dateStyle: "medium", timeZone: "UTC" });

function RevokeDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const [isPending, startTransition] = useTransition();

  function revoke() {
    startTransition(async () => {
      const result = await revokeKeyAction({ keyId: id }).catch(() => null);
      if (!result) return toast({ message: "There is no connection. The key still works.", tone: "problem" });
      const isGone = result.ok || result.reason === "key_not_found";
      toast(
        isGone
          ? { message: `${name} is revoked` }
          : { message: result.message ?? "That did not work.", tone: "problem" },
      );
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
