import type { Addressed } from "./document";

/** A line for each operation of a module, which leads to all that there is to know of it. */
export function OperationList({ tag, operations }: { tag: string; operations: Addressed[] }) {
  return (
    <ul>
      {operations.map(({ operationId, method, path, summary }) => (
        <li key={operationId}>
          {/* No Link: only a browser that opens a page by itself unfolds what a link leads to. */}
          <a
            href={`/docs/${tag}#${operationId}`}
            className="flex min-h-11 flex-wrap items-center gap-x-3 rounded-sm py-1 hover:bg-well sm:min-h-9"
          >
            <span className="w-14 shrink-0 font-semibold text-muted text-xs">{method}</span>
            <code className="min-w-0 break-all">{path}</code>
            <span className="text-muted text-sm">{summary}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
