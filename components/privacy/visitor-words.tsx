import { SecuritySection } from "@/components/accounts/security-section";
import { type Others, sayOthers } from "./others-words";

type VisitorWordsProps = { others: Others; graceDays: number };

/** In plain words, before the list: what happens with a photo, what visitors leave behind, who else hears of it. */
export function VisitorWords({ others, graceDays }: VisitorWordsProps) {
  return (
    <SecuritySection id="in-short" title="In short">
      <ul className="grid list-disc gap-2.5 pl-5">
        <li>
          <strong>Photos are read and forgotten.</strong> They are looked at on this server and nowhere else. One is
          kept only when you tick so for that very photo, without place or time. With an account you can take it back at
          any time; without one, as long as its answer is on your screen.
        </li>
        <li>
          <strong>Without an account</strong> we keep that a scan was made, what the answer was and what you said of it,
          without your name or address. Counts against overuse hold your network address for a day at most; one from
          which the site was harmed is noted with that incident, until a year after it is closed.
        </li>
        <li>
          <strong>Cookies:</strong> those that signing in needs, one by which your browser is no stranger’s when you
          sign in again, and one for light or dark. Your browser also keeps for itself your last answers until its tab
          is closed, and the lens and zoom that you chose. No advertising, no tracking, nothing from other sites.
        </li>
        <li>
          <strong>Nobody else</strong> {sayOthers(others)}
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
