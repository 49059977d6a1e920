import { Download } from "lucide-react";
import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { Badge } from "@/components/ui/badge";
import { buttonVariants } from "@/components/ui/button";
import { FORMATS, IMPORT_DAYS, IMPORTS_MAX, type ImportSummary } from "@/lib/transfers/schema";
import { ImportStart } from "./import-start";
import { countRows, STATE_WORDS, sayDay, WAYS_OUT } from "./words";

/** Where a library comes in, from whatever app, and where it goes out. */
export function ImportHome({ imports }: { imports: ImportSummary[] }) {
  return (
    <>
      <PageHeader
        title="Import and export"
        lead="Bring your books from another app, or take them along."
        back={{ href: "/library", label: "Library" }}
      />
      <div className="grid items-start gap-x-12 gap-y-10 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <section aria-labelledby="bring" className="grid gap-4">
          <h2 id="bring" className="font-book font-semibold text-xl">
            Bring your books
          </h2>
          <ImportStart />
        </section>
        <section aria-labelledby="ways-out" className="grid gap-3">
          <h2 id="ways-out" className="font-book font-semibold text-xl">
            How to get them out of…
          </h2>
          <div className="grid gap-px overflow-hidden rounded-lg border border-line bg-line">
            {WAYS_OUT.map(({ app, steps }) => (
              <details key={app} className="group bg-surface">
                <summary className="flex min-h-12 cursor-pointer items-center px-4 font-semibold">{app}</summary>
                <ol className="grid list-decimal gap-1.5 pr-4 pb-4 pl-9 text-muted">
                  {steps.map((step) => (
                    <li key={step}>{step}</li>
                  ))}
                </ol>
              </details>
            ))}
          </div>
        </section>
      </div>
      {imports.length > 0 && (
        <section aria-labelledby="brought" className="mt-10 grid gap-3">
          <h2 id="brought" className="font-book font-semibold text-xl">
            What you brought
          </h2>
          <ul className="grid gap-px overflow-hidden rounded-lg border border-line bg-line">
            {imports.map((one) => (
              <ImportLine key={one.id} one={one} />
            ))}
          </ul>
          <p className="text-muted text-sm">
            The last {IMPORTS_MAX} files and their rows are kept, each for {IMPORT_DAYS} days at most; your books stay.
          </p>
        </section>
      )}
      <ExportSection />
    </>
  );
}

function ImportLine({ one: { id, format, fileName, state, createdAt, total, counts } }: { one: ImportSummary }) {
  const shown = (["imported", "updated", "review", "pending", "failed"] as const).filter((name) => counts[name] > 0);
  const STANDS = {
    preview: "not begun",
    running: "being imported",
    done: null,
    undoing: "being undone",
    undone: "undone",
  };
  return (
    <li className="relative flex min-h-14 flex-wrap items-center justify-between gap-x-6 gap-y-1.5 bg-surface px-4 py-3 hover:bg-well">
      <p className="min-w-0">
        <Link href={`/library/import/${id}`} className="font-semibold after:absolute after:inset-0">
          {fileName ?? FORMATS[format]}
        </Link>
        <span className="block text-muted text-sm">
          {FORMATS[format]}, {countRows(total)}, {sayDay(createdAt)}
        </span>
      </p>
      <p className="flex flex-wrap gap-1.5">
        {STANDS[state] && <Badge tone="primary">{STANDS[state]}</Badge>}
        {state === "done" &&
          shown.map((name) => (
            <Badge key={name} tone={STATE_WORDS[name].tone}>
              {counts[name].toLocaleString("en")} {STATE_WORDS[name].name}
            </Badge>
          ))}
      </p>
    </li>
  );
}

const FILES = [
  { name: "library.zip", label: "Everything, with covers", what: "A zip file, to rebuild your library elsewhere." },
  {
    name: "library.json",
    label: "Everything, as JSON",
    what: "The same without covers; it can be brought in here again.",
  },
  { name: "library.csv", label: "For other apps, as CSV", what: "In the columns of Goodreads, which most apps read." },
  {
    name: "copies.csv",
    label: "What you own, as CSV",
    what: "Each copy with its place, condition and price, for your insurance.",
  },
];

function ExportSection() {
  return (
    <section id="export" aria-labelledby="take-along" className="mt-10 grid gap-3">
      <h2 id="take-along" className="font-book font-semibold text-xl">
        Take your books along
      </h2>
      <ul className="grid gap-3 sm:grid-cols-2">
        {FILES.map(({ name, label, what }) => (
          <li key={name} className="grid content-between gap-3 rounded-lg border border-line bg-surface p-4">
            <div>
              <p className="font-semibold">{label}</p>
              <p className="text-muted text-sm">{what}</p>
            </div>
            <a
              href={`/api/v1/library/export/${name}`}
              download={`ridizi-${name}`}
              className={buttonVariants({ variant: "secondary", className: "justify-self-start" })}
            >
              <Download aria-hidden="true" />
              Download<span className="sr-only"> {name}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
