import { SecuritySection } from "@/components/accounts/security-section";

/** Who runs the site, as far as that was set up; `contact` is an e-mail or a web address. */
type Operator = { name: string | null; contact: string | null };

/** Who answers for what is kept, where they are reached, and what may be asked of them. */
export function OperatorWords({ operator: { name, contact } }: { operator: Operator }) {
  return (
    <SecuritySection id="operator" title="Who runs this site">
      <div className="grid gap-2.5">
        <p className="break-words">
          {name === null ? (
            "Nobody is named here. Whoever gave you this address runs the site, on a machine of their own, and answers for what it keeps."
          ) : (
            <>
              <strong>{name}</strong> runs this site and answers for what it keeps.
            </>
          )}
        </p>
        {contact !== null && (
          <p className="break-words">
            Write to{" "}
            <a
              href={contact.startsWith("http") ? contact : `mailto:${contact}`}
              className="rounded-sm text-primary underline"
            >
              {contact}
            </a>
            .
          </p>
        )}
        <p>
          You may ask them what is kept about you, and have it mended or deleted, with an account or without. Where
          their answer does not do, the data protection authority of your country hears you.
        </p>
      </div>
    </SecuritySection>
  );
}
