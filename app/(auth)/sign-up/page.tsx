import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { accountHref, nextPath } from "@/components/accounts/next-path";
import { SignUpForm } from "@/components/accounts/sign-up-form";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { loadEntrance } from "@/lib/accounts/invitations/loaders";
import type { Entrance } from "@/lib/accounts/invitations/schema";
import { getActor } from "@/lib/accounts/session";

export const metadata: Metadata = { title: "Create an account", robots: { index: false } };

type SignUpPageProps = { searchParams: Promise<{ next?: string | string[]; invitation?: string | string[] }> };

type Shut = Extract<Entrance["kind"], "needs_invitation" | "over" | "closed">;

const SHUT: Record<Shut, { icon: string; title: string; text: string }> = {
  needs_invitation: {
    icon: "✉️",
    title: "By invitation",
    text: "Here you need an invitation for an account: a link that whoever runs this site gives you. Scanning and searching work without one.",
  },
  over: {
    icon: "⌛",
    title: "This invitation is over",
    text: "Somebody has used it already, it has run out, or it was taken back. Ask for another one.",
  },
  closed: {
    icon: "🔒",
    title: "No new accounts here",
    text: "Whoever runs this site has closed sign-up. Ask them for an account; scanning and searching work without one.",
  },
};

const isShut = (kind: Entrance["kind"]): kind is Shut => kind in SHUT;

function leadOf(entrance: Entrance): string {
  if (entrance.kind === "first") return "The first one: this site has no accounts yet, and yours will look after it.";
  if (entrance.kind === "invited" && entrance.role === "moderator")
    return "You are invited as a moderator: you can help to look after the catalogue.";
  return "To keep books in collections, and to find again what you scanned.";
}

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const params = await searchParams;
  const next = nextPath(params.next);
  if (await getActor()) redirect(next);
  const entrance = await loadEntrance(params.invitation);
  if (isShut(entrance.kind)) {
    const { icon, title, text } = SHUT[entrance.kind];
    return (
      <EmptyState
        as="h1"
        icon={icon}
        title={title}
        actions={<ButtonLink href={accountHref("sign-in", next)}>Sign in</ButtonLink>}
      >
        {text}
      </EmptyState>
    );
  }
  return (
    <>
      <PageHeader title="Create an account" lead={leadOf(entrance)} />
      <SignUpForm next={next} invitation={entrance.kind === "invited" ? entrance.secret : undefined} />
      <p className="mt-5 text-center">
        <Link href="/privacy" className="inline-flex min-h-11 items-center rounded-sm text-primary underline">
          What is kept about you
        </Link>
      </p>
    </>
  );
}
