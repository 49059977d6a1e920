import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { TagList } from "@/components/tags/tag-list";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { loadTags } from "@/lib/tags/loaders";
import { tagsHref, tagsPage } from "@/lib/tags/schema";

export const metadata: Metadata = { title: "Tags" };

type TagsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function TagsPage({ searchParams }: TagsPageProps) {
  const { shown } = tagsPage.parse(await searchParams);
  const tags = await loadTags();
  const back = { href: "/library/books", label: "Books" };
  if (tags.length === 0)
    return (
      <>
        <PageHeader title="Tags" back={back} />
        <EmptyState icon="🏷️" title="No tags yet" actions={<ButtonLink href="/library/books">Your books</ButtonLink>}>
          Tags are words of your own: gift, to lend, read aloud. Write one under a book, or choose several books and tag
          them together.
        </EmptyState>
      </>
    );
  return (
    <>
      <PageHeader
        title="Tags"
        lead={`${tags.length.toLocaleString("en")} ${tags.length === 1 ? "tag" : "tags"}`}
        back={back}
      />
      <TagList tags={tags.slice(0, shown)} names={tags.map(({ name }) => name)} />
      <LoadMore href={tagsHref(shown)} shown={shown} total={tags.length} what="tags" />
    </>
  );
}
