import Link from "next/link";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { sayFullDay } from "@/components/ui/day-words";
import { type Theme, ThemeToggle } from "@/components/ui/theme-toggle";
import { SignOutButton } from "./sign-out-button";

type AccountViewProps = {
  account: { username: string; role: string; dateJoined: Date };
  collectionCount: number;
  bookCount: number;
  /** How many nobody has looked at; for an admin. */
  openIncidents: number;
  theme: Theme;
};

const MODERATION = [
  { href: "/admin/books", label: "Books" },
  { href: "/admin/pending", label: "Pending books" },
  { href: "/admin/duplicates", label: "Duplicates" },
  { href: "/admin/feedback", label: "Feedback" },
];

const SITE = [
  { href: "/admin/people", label: "People" },
  { href: "/admin/jobs", label: "Jobs" },
  { href: "/admin/audit", label: "Log of acts" },
];

/** Who is signed in, what they keep, how it looks, and the way out. */
export function AccountView({ account, collectionCount, bookCount, openIncidents, theme }: AccountViewProps) {
  const { username, role, dateJoined } = account;
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader title={username} lead={`Member since ${sayMonth(dateJoined)}`} />
      <dl className="mb-8 grid grid-cols-2 gap-3 sm:gap-4">
        <Figure href="/library" name={collectionCount === 1 ? "collection" : "collections"} value={collectionCount} />
        <Figure href="/library" name={bookCount === 1 ? "book kept" : "books kept"} value={bookCount} />
      </dl>
      <dl className="grid gap-px overflow-hidden rounded-lg border border-line bg-line">
        <Row name="Username">{username}</Row>
        {role !== "user" && (
          <>
            <Row name="Role">{role === "admin" ? "Administrator" : "Moderator"}</Row>
            <Row name="Moderation">
              <span className="flex flex-wrap gap-x-5">
                {MODERATION.map((page) => (
                  <RowLink key={page.href} {...page} />
                ))}
              </span>
            </Row>
          </>
        )}
        {role === "admin" && (
          <Row name="Site">
            <span className="flex flex-wrap gap-x-5">
              {SITE.map((page) => (
                <RowLink key={page.href} {...page} />
              ))}
              <RowLink
                href="/admin/incidents"
                label={openIncidents > 0 ? `Incidents (${openIncidents} open)` : "Incidents"}
              />
            </span>
          </Row>
        )}
        <Row name="Who shares your shelves">
          <RowLink href="/library/household" label="Household" />
        </Row>
        <Row name="Password, e-mail, devices">
          <RowLink href="/account/security" label="Security" />
        </Row>
        <Row name="Your books, in and out">
          <RowLink href="/library/import" label="Import and export" />
        </Row>
        <Row name="What is kept about you">
          <RowLink href="/account/privacy" label="Your data" />
        </Row>
        <Row name="Member since">
          <time dateTime={dateJoined.toISOString()}>{sayFullDay(dateJoined)}</time>
        </Row>
      </dl>
      <section aria-labelledby="appearance" className="mt-8">
        <h2 id="appearance" className="mb-2 font-book font-semibold text-lg">
          Appearance
        </h2>
        <ThemeToggle initial={theme} />
      </section>
      <p className="mt-8">
        <SignOutButton />
      </p>
    </div>
  );
}

const sayMonth = (date: Date) => date.toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

function Figure({ href, name, value }: { href: string; name: string; value: number }) {
  return (
    <div className="relative flex flex-col-reverse rounded-lg border border-line bg-surface px-5 py-4 hover:border-line-strong">
      <dt className="text-muted">
        <Link href={href} className="after:absolute after:inset-0 after:rounded-lg">
          {name}
        </Link>
      </dt>
      <dd className="font-book font-semibold text-2xl tabular-nums">{value.toLocaleString("en")}</dd>
    </div>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-14 flex-wrap items-center justify-between gap-x-6 gap-y-1 bg-surface px-5 py-2">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words font-semibold">{children}</dd>
    </div>
  );
}

function RowLink({ href, label }: { href: string; label: string }) {
  return (
    <Link href={href} className="inline-flex min-h-11 items-center rounded-sm text-primary underline">
      {label}
    </Link>
  );
}
