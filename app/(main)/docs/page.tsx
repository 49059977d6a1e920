import type { Metadata } from "next";
import Link from "next/link";
import { ApiIntroduction } from "@/components/api-docs/api-introduction";
import { type ApiDocument, groupByTag } from "@/components/api-docs/document";
import { OperationList } from "@/components/api-docs/operation-list";
import { PageHeader } from "@/components/layout/page-header";
import { SCOPES } from "@/lib/accounts/keys/schema";
import { openApiDocument } from "../../api/operations";

export const metadata: Metadata = { title: "The API" };

// The address of the site stands in it, which a build does not know.
export const dynamic = "force-dynamic";

/** What programs can do here, for the people who write them: made of the document that the programs read. */
export default function DocsPage() {
  const document = JSON.parse(openApiDocument()) as ApiDocument;
  return (
    <div className="mx-auto max-w-4xl">
      <PageHeader
        title="The API"
        lead="Whatever you can do on these pages, a program of yours can do too."
        back={{ href: "/account/security#api-keys", label: "API keys" }}
      />
      <ApiIntroduction site={document.servers[0]?.url ?? ""} scopes={SCOPES} />
      {groupByTag(document).map(({ tag, words, operations }) => (
        <section key={tag} aria-labelledby={`tag-${tag}`} className="mt-8">
          <h2 id={`tag-${tag}`} className="font-book font-semibold text-lg capitalize">
            <Link href={`/docs/${tag}`} className="hover:underline">
              {tag}
            </Link>
          </h2>
          <p className="mb-2 text-muted">{words}</p>
          <OperationList tag={tag} operations={operations} />
        </section>
      ))}
    </div>
  );
}
