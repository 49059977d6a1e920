"use client";

import { LogOut, Send, UserPlus, X } from "lucide-react";
import { type FormEvent, useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { type Decision, tell } from "@/components/ui/tell";
import {
  addTouchedAction,
  endTouchedSessionsAction,
  notifyTouchedAction,
  removeTouchedAction,
} from "@/lib/ops/incidents/actions";
import type { Incident, TouchedAccount } from "@/lib/ops/incidents/schema";

/** Accounts that an incident touches: their sessions can be ended, and their readers told. */
export function IncidentTouched({ incident }: { incident: Incident }) {
  const { id: incidentId, touched, notice } = incident;
  const [isBusy, startTransition] = useTransition();
  const untold = touched.filter(({ notifiedAt }) => notifiedAt === null).length;

  const decide = (decision: Decision, form?: HTMLFormElement) =>
    startTransition(async () => {
      if (await tell(decision)) form?.reset();
    });
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const username = String(new FormData(form).get("username"));
    decide({ done: `${username} is touched by it`, work: () => addTouchedAction({ incidentId, username }) }, form);
  };
  const notify = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("notice"));
    decide({ done: "They are told", work: () => notifyTouchedAction({ incidentId, text }) });
  };

  return (
    <section aria-labelledby="touched" className="grid gap-4">
      <h2 id="touched" className="font-book font-semibold text-lg">
        Whom it touches
      </h2>
      {touched.length === 0 ? (
        <p className="text-muted">No account, as far as is known.</p>
      ) : (
        <ul className="grid grid-cols-1 divide-y divide-line rounded-lg border border-line bg-surface">
          {touched.map((account) => (
            <li key={account.userId} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
              <span className="min-w-0 flex-1 basis-full break-words font-semibold sm:basis-0">{account.username}</span>
              <Told {...account} />
              <Button
                variant="danger-ghost"
                disabled={isBusy}
                onClick={() =>
                  decide({
                    done: "Signed out everywhere",
                    work: () => endTouchedSessionsAction({ incidentId, userId: account.userId }),
                  })
                }
                aria-label={`End all sessions of ${account.username}`}
              >
                <LogOut aria-hidden="true" />
                End sessions
              </Button>
              {account.notifiedAt === null && (
                <Button
                  variant="ghost"
                  size="icon"
                  disabled={isBusy}
                  onClick={() =>
                    decide({
                      done: "Taken off",
                      work: () => removeTouchedAction({ incidentId, userId: account.userId }),
                      undo: () => addTouchedAction({ incidentId, username: account.username }),
                      undone: "There again",
                    })
                  }
                  aria-label={`${account.username} is not touched by it`}
                >
                  <X aria-hidden="true" />
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={add} className="flex flex-wrap items-end gap-3">
        <Field label="Another account" name="username" required className="min-w-0 flex-1 basis-56">
          {(control) => <Input {...control} maxLength={254} autoComplete="off" placeholder="A username" />}
        </Field>
        <Button type="submit" variant="secondary" disabled={isBusy}>
          <UserPlus aria-hidden="true" />
          Add
        </Button>
      </form>
      {untold > 0 && (
        <form onSubmit={notify} className="grid gap-3">
          <Field
            label="What they should know"
            name="notice"
            required
            hint="Shown to them on the site until they put it away. By letter they only hear that there is something to read."
          >
            {(control) => <Textarea {...control} rows={4} maxLength={2_000} defaultValue={notice} />}
          </Field>
          <Button type="submit" disabled={isBusy} className="justify-self-start">
            <Send aria-hidden="true" />
            {untold === 1 ? "Tell the reader" : `Tell ${untold} readers`}
          </Button>
        </form>
      )}
    </section>
  );
}

function Told({ notifiedAt, readAt }: TouchedAccount) {
  if (readAt) return <Badge tone="success">Has read it</Badge>;
  return notifiedAt ? <Badge tone="primary">Told</Badge> : <Badge>Not told</Badge>;
}
