import { SecuritySection } from "@/components/accounts/security-section";

type VisitorWordsProps = { asksProviders: boolean; graceDays: number };

/** In plain words, before the list: what happens with a photo, what visitors leave behind, who else hears of it. */
export function VisitorWords({ asksProviders, graceDays }: VisitorWordsProps) {
  return (
    <SecuritySection id="in-short" title="In short">
      <ul className="grid list-disc gap-2.5 pl-5">
        <li>
          <strong>Photos are read and forgotten.</strong> They are looked at on this server and nowhere else. One is
          kept only when you tick so for that very photo, without place or time, and you can take it back.
        </li>
        <li>
          <strong>Without an account</strong> we keep that a scan was made and what the answer was, without your name or
          address. Counts against overuse hold your network address for a day at most; one from which the site was
          harmed is noted with that incident. Your last answer stays in your own browser’s tab.
        </li>
        <li>
          <strong>Cookies:</strong> those that signing in needs, one by which your browser is no stranger’s when you
          sign in again, and one for light or dark. No advertising, no tracking, nothing from other sites.
        </li>
        <li>
          <strong>Nobody else</strong>{" "}
          {asksProviders
            ? "gets anything about you. About a book that the catalogue does not know, other catalogues are asked for its number or its title; never who asks, and never a photo."
            : "gets anything: this site asks no other."}
        </li>
        <li>
          <strong>Your data is yours.</strong> With an account you can see all of it, have a copy of it, delete single
          things, and delete the account with everything that is yours
          {graceDays === 0 ? "" : `; for ${graceDays === 1 ? "a day" : `${graceDays} days`} you can change your mind`}.
        </li>
      </ul>
    </SecuritySection>
  );
}
