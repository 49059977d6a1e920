import type { Metadata } from "next";
import { JoinButton } from "@/components/households/join-button";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { loadWelcome } from "@/lib/households/loaders";
import { OBSTACLE_WORDS } from "@/lib/households/rules";

// The address holds the secret: no other site gets to see it.
export const metadata: Metadata = { title: "Join a household", referrer: "no-referrer", robots: { index: false } };

type JoinPageProps = { searchParams: Promise<{ link?: string | string[] }> };

export default async function JoinPage({ searchParams }: JoinPageProps) {
  const loaded = await loadWelcome((await searchParams).link);
  if (!loaded) {
    return (
      <EmptyState
        as="h1"
        icon="🔑"
        title="This link is over"
        actions={<ButtonLink href="/library">To your library</ButtonLink>}
      >
        It has been used, taken back, or has run out. Ask for another one.
      </EmptyState>
    );
  }
  const { welcome, secret } = loaded;
  const { name, invitedBy, memberCount, obstacle } = welcome;
  return (
    <div className="grid max-w-2xl gap-6">
      <PageHeader
        title={`Join ${name}`}
        lead={`${invitedBy} invites you. ${memberCount === 1 ? "One reader lives" : `${memberCount} readers live`} there now.`}
      />
      {obstacle ? (
        <Notice tone="warning">{OBSTACLE_WORDS[obstacle]}</Notice>
      ) : (
        <>
          <ul className="grid list-disc gap-2 pl-5 marker:text-beam">
            <li>Your books come along, with the places where they stand. They stay yours.</li>
            <li>
              Everybody there sees them: where each stands, its condition, when and from whom you got it, what you paid,
              and your notes. They can move your books, but not change or delete them.
            </li>
            <li>You see theirs, and all of you share the places.</li>
            <li>Your collections, tags, stars and what you read stay your own, unless you share them.</li>
            <li>You can leave whenever you like. Your books go with you then; the places stay.</li>
          </ul>
          <div className="flex flex-wrap gap-3">
            <JoinButton secret={secret} name={name} />
            <ButtonLink href="/library" variant="secondary" size="lg">
              Not now
            </ButtonLink>
          </div>
        </>
      )}
    </div>
  );
}
