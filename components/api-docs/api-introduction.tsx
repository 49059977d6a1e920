import type { ReactNode } from "react";
import { SecuritySection } from "@/components/accounts/security-section";

type ApiIntroductionProps = {
  /** The address under which all operations are, as "https://books.example.org/api/v1". */
  site: string;
  scopes: Record<string, { says: string }>;
};

/** What holds for every operation: how a program signs in, what it is told, and how it asks well. */
export function ApiIntroduction({ site, scopes }: ApiIntroductionProps) {
  return (
    <div className="grid grid-cols-1 gap-6">
      <SecuritySection
        id="begin"
        title="Begin"
        lead="Make a key under Account, Security, with as little leave as the program needs. Then:"
      >
        <Code>{`KEY=rdz_…\ncurl -s "${site}/search?q=sea" -H "X-API-Key: $KEY"`}</Code>
        <p className="mt-3">
          A program that acts for whoever types their password gets a token for seven days from{" "}
          <code>POST /auth/login</code> and sends it as <code>Authorization: Bearer …</code>. The{" "}
          <a href={`${site}/openapi.json`} className="text-primary underline">
            OpenAPI document
          </a>{" "}
          makes a client in any language; this page is made of it.
        </p>
      </SecuritySection>
      <SecuritySection id="holds" title="What always holds">
        <dl className="grid grid-cols-1 gap-3">
          <Rule term="Errors">
            come as <code>{'{"error": "for people", "code": "for_programs", "requestId": "…"}'}</code>. The request id
            also stands in <code>X-Request-Id</code>; name it when you ask the operator what happened. Any operation may
            answer <code>401</code> (signed out), <code>429</code> (too many), <code>500</code> or <code>503</code>{" "}
            (trouble here).
          </Rule>
          <Rule term="Lists">
            come page by page: ask with <code>limit</code>, and go on with the <code>next_cursor</code> of the answer as{" "}
            <code>cursor</code>, until it is null.
          </Rule>
          <Rule term="Fields">
            that you name in <code>fields=isbn,title</code> come alone.
          </Rule>
          <Rule term="What you have">
            already is not sent again: give the <code>ETag</code> of the last answer as <code>If-None-Match</code>.
          </Rule>
          <Rule term="Trying again">
            does nothing twice where a <code>POST</code> carries an <code>Idempotency-Key</code> of your making: for a
            day the first answer comes again.
          </Rule>
          <Rule term="Limits">
            are in <code>RateLimit</code> and <code>RateLimit-Policy</code>. A 429 says in <code>Retry-After</code> when
            to come back.
          </Rule>
        </dl>
      </SecuritySection>
      <SecuritySection id="scopes" title="Scopes of keys" lead="What names none cannot be done with a key.">
        <dl className="grid grid-cols-1 gap-3">
          {Object.entries(scopes).map(([name, { says }]) => (
            <Rule key={name} term={<code>{name}</code>}>
              {says}
            </Rule>
          ))}
        </dl>
      </SecuritySection>
    </div>
  );
}

function Rule({ term, children }: { term: ReactNode; children: ReactNode }) {
  return (
    <div className="sm:grid sm:grid-cols-[10rem_1fr] sm:gap-3">
      <dt className="font-semibold">{term}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

function Code({ children }: { children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by the keyboard
    <pre tabIndex={0} className="select-all overflow-x-auto rounded-md bg-well p-3 text-sm">
      {children}
    </pre>
  );
}
