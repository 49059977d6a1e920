import Link from "next/link";
import type { PlaceNode } from "@/lib/copies/places/schema";
import { placeHref } from "@/lib/copies/schema";
import { PlaceIcon } from "./place-icon";
import { countCopies } from "./words";

/** Places as a tree, each with how much stands in it and below. */
export function PlaceTree({ nodes, label }: { nodes: PlaceNode[]; label?: string }) {
  return (
    <ul aria-label={label} className="grid grid-cols-1 gap-1">
      {nodes.map((node) => (
        <li key={node.id}>
          <PlaceRow node={node} />
          {node.children.length > 0 && (
            <div className="ml-5 border-line border-l-2 pt-1 pl-2 sm:ml-6 sm:pl-3">
              <PlaceTree nodes={node.children} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function PlaceRow({ node: { id, name, kind, total } }: { node: PlaceNode }) {
  return (
    <Link
      href={placeHref(id)}
      className="flex min-h-12 items-center gap-3 rounded-md bg-surface px-3 py-2 hover:bg-well"
    >
      <PlaceIcon kind={kind} className="size-5 shrink-0 text-primary" />
      <span className="min-w-0 flex-1 break-words font-semibold">{name}</span>
      <span className="shrink-0 text-muted text-sm tabular-nums">{total === 0 ? "empty" : countCopies(total)}</span>
    </Link>
  );
}
