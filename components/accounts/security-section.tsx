import type { ReactNode } from "react";

type SecuritySectionProps = {
  /** Also the anchor: links of other pages lead here. */
  id: string;
  title: string;
  lead?: ReactNode;
  children: ReactNode;
};

/** One matter of the security page: what it is, how it stands, and what can be done about it. */
export function SecuritySection({ id, title, lead, children }: SecuritySectionProps) {
  return (
    <section aria-labelledby={id} className="rounded-lg border border-line bg-surface p-4 sm:p-6">
      <h2 id={id} className="scroll-mt-4 font-book font-semibold text-lg">
        {title}
      </h2>
      {lead && <p className="mt-1 text-muted">{lead}</p>}
      <div className="mt-4">{children}</div>
    </section>
  );
}
