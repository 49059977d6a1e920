import { RETENTION, sayDays } from "@/lib/privacy/retention/rules";

/** What goes by itself, and when: the rules that the site follows. */
export function RetentionList() {
  return (
    <dl className="grid grid-cols-1 divide-y divide-line border-line border-y">
      {Object.values(RETENTION).map(({ what, days }) => (
        <div key={what} className="flex flex-wrap justify-between gap-x-4 gap-y-1 py-3">
          <dt className="min-w-0">{what.charAt(0).toUpperCase() + what.slice(1)}</dt>
          <dd className="font-semibold tabular-nums">{sayDays(days)}</dd>
        </div>
      ))}
    </dl>
  );
}
