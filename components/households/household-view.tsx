"use client";

import { Crown, LogOut, Pencil, UserMinus, UserPlus } from "lucide-react";
import { type ReactNode, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { sayDay } from "@/components/ui/day-words";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { FormDialog, NameField } from "@/components/ui/form-dialog";
import { Notice } from "@/components/ui/notice";
import { tell, tellDone, type Work } from "@/components/ui/tell";
import { toast } from "@/components/ui/toast";
import { AS_BEFORE, GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { leaveHouseholdAction, removeMemberAction } from "@/lib/copies/household/actions";
import {
  inviteMemberAction,
  passOnAction,
  renameLibraryAction,
  revokeHouseholdInvitationAction,
} from "@/lib/households/actions";
import { type Household, INVITATION_DAYS, type Member, renameLibraryInput } from "@/lib/households/schema";

type Question = { title: string; words: ReactNode; verb: string; done: string; work: Work };

/** Who shares the shelves: members, links for more, and the ways out. */
export function HouseholdView({ household: { name, me, role, members, invitations } }: { household: Household }) {
  const [question, ask] = useState<Question | null>(null);
  const [link, setLink] = useState<string | null>(null);
  const [isRenaming, setRenaming] = useState(false);
  const [isPending, startTransition] = useTransition();
  const isOwner = role === "owner";
  const isAlone = members.length === 1;

  function invite() {
    startTransition(async () => {
      try {
        const result = await inviteMemberAction({});
        if (result.ok) setLink(result.url);
        else toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
      } catch {
        toast({ message: NO_CONNECTION, tone: "problem" });
      }
    });
  }

  const removal = ({ id, username }: Member): Question => ({
    title: `Remove ${username}?`,
    words: "Their books go with them, to places of their own of the same names. They can be invited again.",
    verb: "Remove",
    done: `${username} is no longer in your household`,
    work: () => removeMemberAction({ userId: id }),
  });
  const succession = ({ id, username }: Member): Question => ({
    title: `Let ${username} look after the household?`,
    words: `From then on ${username} invites and removes members, and you are one of them.`,
    verb: "Pass it on",
    done: `${username} looks after the household now`,
    work: () => passOnAction({ userId: id }),
  });
  const departure: Question = {
    title: "Leave the household?",
    words:
      "Your books come with you, to places of your own of the same names. You no longer see the others’ books, nor they yours.",
    verb: "Leave",
    done: "You have a library of your own again",
    work: () => leaveHouseholdAction({}),
  };

  return (
    <div className="grid max-w-2xl gap-8">
      <Notice title={isAlone ? "Share your shelves with those you live with" : undefined}>
        Members see each other’s books: where each stands, its condition, what was paid and noted. All can make places
        and move books. Collections, tags, and what you read and think of it stay your own, unless you share them.
      </Notice>
      <section aria-labelledby="members">
        <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
          <h2 id="members" className="font-book font-semibold text-xl">
            {name}
          </h2>
          {isOwner && (
            <Button variant="ghost" onClick={() => setRenaming(true)}>
              <Pencil aria-hidden="true" />
              Name
            </Button>
          )}
        </div>
        <ul className="grid gap-px overflow-hidden rounded-lg border border-line bg-line">
          {members.map((member) => (
            <li key={member.id} className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 bg-surface px-4 py-2">
              <p className="min-w-0 flex-1">
                <span className="break-words font-semibold">{member.username}</span>
                {member.id === me && <span className="text-muted"> (you)</span>}
                <span className="block text-muted text-sm">
                  {member.role === "owner" ? "Looks after the household" : `Since ${sayDay(member.joinedAt)}`}
                </span>
              </p>
              {isOwner && member.id !== me && (
                <span className="flex flex-wrap gap-1">
                  <Button variant="ghost" onClick={() => ask(succession(member))}>
                    <Crown aria-hidden="true" />
                    Pass on<span className="sr-only"> to {member.username}</span>
                  </Button>
                  <Button variant="danger-ghost" onClick={() => ask(removal(member))}>
                    <UserMinus aria-hidden="true" />
                    Remove<span className="sr-only"> {member.username}</span>
                  </Button>
                </span>
              )}
            </li>
          ))}
        </ul>
      </section>
      {isOwner && (
        <section aria-labelledby="invite" className="grid gap-3">
          <h2 id="invite" className="font-book font-semibold text-xl">
            Invite somebody
          </h2>
          <p className="text-muted">
            A link is for one person and for {INVITATION_DAYS} days. They need an account on this site.
          </p>
          {link ? (
            <div className="grid gap-3">
              <p className="break-all rounded-md bg-well px-4 py-3 font-mono text-sm">{link}</p>
              <div>
                <CopyButton text={link}>Copy the link</CopyButton>
              </div>
            </div>
          ) : (
            <div>
              <Button onClick={invite} loading={isPending}>
                <UserPlus aria-hidden="true" />
                Make a link
              </Button>
            </div>
          )}
          {invitations.length > 0 && (
            <ul className="grid gap-px overflow-hidden rounded-lg border border-line bg-line">
              {invitations.map(({ id, expiresAt }) => (
                <li key={id} className="flex min-h-14 items-center gap-3 bg-surface px-4 py-2">
                  <p className="min-w-0 flex-1">A link that waits until {sayDay(expiresAt)}</p>
                  <Button
                    variant="ghost"
                    onClick={() => {
                      setLink(null);
                      void tell({
                        done: "The link leads nowhere now",
                        work: () => revokeHouseholdInvitationAction({ invitationId: id }),
                      });
                    }}
                  >
                    Take back
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
      {!isAlone && (
        <p>
          <Button variant="danger-ghost" onClick={() => ask(departure)}>
            <LogOut aria-hidden="true" />
            Leave the household
          </Button>
        </p>
      )}
      {question && <AskDialog question={question} onClose={() => ask(null)} />}
      {isRenaming && <RenameDialog name={name} onClose={() => setRenaming(false)} />}
    </div>
  );
}

/** These cannot be undone from a toast: what one owns changes its library. */
function AskDialog({
  question: { title, words, verb, done, work },
  onClose,
}: {
  question: Question;
  onClose: () => void;
}) {
  const [isPending, startTransition] = useTransition();
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        role="alertdialog"
        title={title}
        description={words}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              Cancel
            </Button>
            <Button
              variant="danger"
              loading={isPending}
              onClick={() =>
                startTransition(async () => {
                  await tell({ done, work });
                  onClose();
                })
              }
            >
              {verb}
            </Button>
          </>
        }
      />
    </Dialog>
  );
}

function RenameDialog({ name, onClose }: { name: string; onClose: () => void }) {
  return (
    <FormDialog
      title="Name of the household"
      schema={renameLibraryInput}
      read={(form) => Object.fromEntries(form)}
      send={renameLibraryAction}
      onDone={() => {
        onClose();
        tellDone("Saved", () => renameLibraryAction({ name }), AS_BEFORE);
      }}
      onClose={onClose}
    >
      {(errorOf) => <NameField error={errorOf("name")} defaultValue={name} maxLength={60} />}
    </FormDialog>
  );
}
