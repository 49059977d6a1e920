import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Finder } from "@/components/admin/finder";
import { InvitationList } from "@/components/admin/invitation-list";
import { PeopleList } from "@/components/admin/people-list";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { loadInvitations } from "@/lib/accounts/invitations/loaders";
import { loadPeople } from "@/lib/accounts/people/loaders";
import { peoplePage } from "@/lib/accounts/people/schema";

export const metadata: Metadata = { title: "People" };

type PeoplePageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

// No loading.tsx beside it: with one, "not found" would be sent as a success.
export default async function PeoplePage({ searchParams }: PeoplePageProps) {
  const asked = peoplePage.parse(await searchParams);
  const { q } = asked;
  const [found, invitations] = await Promise.all([loadPeople(asked), loadInvitations()]);
  if (!found || !invitations) notFound();
  const { people, next, total, self } = found;
  return (
    <>
      <PageHeader
        title="People"
        lead={total === 1 ? "One account." : `${total.toLocaleString("en")} accounts.`}
        back={{ href: "/account", label: "Account" }}
      />
      <Finder key={q} action="/admin/people" label="Accounts" by="Username or e-mail address" q={q} />
      {people.length === 0 ? (
        <EmptyState icon="🔎" title="Nobody like this">
          Look for a part of a username, or for a whole e-mail address.
        </EmptyState>
      ) : (
        <PeopleList people={people} self={self} />
      )}
      {next && (
        <p className="flex justify-center py-8">
          <ButtonLink href={`/admin/people?${new URLSearchParams({ q, after: String(next) })}`} variant="secondary">
            Earlier accounts
          </ButtonLink>
        </p>
      )}
      <InvitationList invitations={invitations} now={new Date()} />
    </>
  );
}
