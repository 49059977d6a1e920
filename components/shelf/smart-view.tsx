import { ListFilter } from "lucide-react";
import { PageHeader } from "@/components/layout/page-header";
import { CollectionMenu } from "@/components/library/collection-menu";
import { countBooks } from "@/components/library/words";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import type { Collection, CollectionDetail } from "@/lib/library/schema";
import { formatShelfQuery, partsOfQuery } from "@/lib/shelf/rules";
import type { SavedQuery } from "@/lib/shelf/schema";
import { firstShelfPage, type ShelfBooks, type ShelfPage, shelfHref } from "@/lib/shelf/schema";
import { ShelfResults } from "./shelf-results";

type SmartViewProps = {
  collection: CollectionDetail;
  query: SavedQuery;
  page: ShelfPage;
  content: ShelfBooks;
  tagNames: string[];
  /** Into which chosen books can go. */
  collections: Collection[];
};

/** A collection that fills itself: what its query means now. */
export function SmartView({ collection, query, page, content, tagNames, collections }: SmartViewProps) {
  const { id, name, icon, description } = collection;
  const edit = shelfHref(
    firstShelfPage({ q: formatShelfQuery(query.filter), sort: query.sort, view: page.view, edit: id }),
  );
  const parts = partsOfQuery(query.filter);
  return (
    <>
      <PageHeader
        title={name}
        icon={icon}
        lead={
          <>
            {countBooks(content.total)} · Fills itself
            {description && (
              <span className="mt-1.5 block max-w-prose whitespace-pre-line text-ink">{description}</span>
            )}
          </>
        }
        back={{ href: "/library", label: "Library" }}
        actions={
          <>
            <ButtonLink href={edit} variant="secondary">
              <ListFilter aria-hidden="true" />
              Change what it holds
            </ButtonLink>
            <CollectionMenu collection={{ ...collection, bookCount: 0 }} link={null} choices={[]} isSmart />
          </>
        }
      />
      <ul aria-label="What it holds" className="mb-4 flex flex-wrap gap-1.5">
        {parts.map(({ words }) => (
          <li key={words}>
            <Badge>{words}</Badge>
          </li>
        ))}
      </ul>
      <ShelfResults
        path={`/library/${id}`}
        page={page}
        content={content}
        all={{ query: query.filter, which: "in this collection" }}
        tagNames={tagNames}
        collections={collections}
        empty={
          <EmptyState
            icon={icon}
            title="No book matches yet"
            actions={
              <ButtonLink href={edit} variant="secondary">
                Change what it holds
              </ButtonLink>
            }
          >
            As soon as one of your books does, it stands here by itself.
          </EmptyState>
        }
      />
    </>
  );
}
