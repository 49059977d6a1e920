import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { type ApiDocument, groupByTag, schemasOf } from "@/components/api-docs/document";
import { OperationView } from "@/components/api-docs/operation-view";
import { SchemaView } from "@/components/api-docs/schema-view";
import { PageHeader } from "@/components/layout/page-header";
import { openApiDocument } from "../../../api/operations";

type Props = { params: Promise<{ tag: string }> };

export const dynamic = "force-dynamic";

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `The API: ${(await params).tag}` };
}

/** All that there is to know of the operations of one module. */
export default async function DocsTagPage({ params }: Props) {
  const { tag } = await params;
  const document = JSON.parse(openApiDocument()) as ApiDocument;
  const group = groupByTag(document).find((one) => one.tag === tag);
  if (!group) notFound();
  const shared = schemasOf(group.operations, document);
  return (
    <div className="mx-auto max-w-4xl">
      <PageHeader
        title={tag.charAt(0).toUpperCase() + tag.slice(1)}
        lead={group.words}
        back={{ href: "/docs", label: "The API" }}
      />
      {group.operations.map((operation) => (
        <OperationView key={operation.operationId} operation={operation} document={document} />
      ))}
      <h2 className="mt-10 mb-2 font-book font-semibold text-lg">What they speak of</h2>
      {shared.map((name) => (
        <section key={name} id={`schema-${name}`} className="mb-6 scroll-mt-4">
          <h3 className="mb-1 font-semibold">{name}</h3>
          <SchemaView schema={document.components.schemas[name] ?? {}} />
        </section>
      ))}
    </div>
  );
}
