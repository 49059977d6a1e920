import { ExternalLink, ShieldCheck } from "lucide-react";
import { buttonVariants } from "@/components/ui/button";
import { Logo } from "./logo";

const DEVICES = [
  {
    name: "Android",
    steps: [
      "Tap “Get the certificate” and keep the file.",
      "Open Settings and search for “CA certificate” (under Security, Encryption & credentials, Install a certificate).",
      "Choose “CA certificate”, then “Install anyway”, and pick the file ca.crt.",
    ],
  },
  {
    name: "iPhone and iPad",
    steps: [
      "Open this page in Safari, tap “Get the certificate” and allow the download.",
      "Open Settings: “Profile Downloaded” stands at the top. Tap it, then “Install”.",
      "Open Settings, General, About, Certificate Trust Settings, and turn on “Ridizi on …”.",
    ],
  },
  {
    name: "Windows",
    steps: [
      "Get the certificate, open the file and choose “Install Certificate”, “Current User”.",
      "Choose “Place all certificates in the following store”: “Trusted Root Certification Authorities”.",
    ],
  },
  {
    name: "Mac",
    steps: [
      "Get the certificate and open the file: it comes into Keychain Access.",
      "Open “Ridizi on …” there, and under “Trust” choose “Always Trust”.",
    ],
  },
  {
    name: "Linux, and Firefox everywhere",
    steps: [
      "Get the certificate.",
      "In the browser's settings search for “certificates”, open “Authorities”, import the file, and let it identify websites.",
    ],
  },
];

type TrustGuideProps = {
  /** The authority's, as the terminal shows it. */
  fingerprint: string;
  siteUrl: string;
};

/**
 * Tells device by device how to trust the site. Plain links alone: the page is shown without TLS, and from there no other
 * page of the site can be fetched ahead.
 */
export function TrustGuide({ fingerprint, siteUrl }: TrustGuideProps) {
  return (
    <div className="mx-auto grid w-full max-w-2xl gap-6 px-4 py-6 md:px-8">
      <a href={siteUrl} aria-label="Ridizi, to the scanner" className="justify-self-start rounded-sm text-primary">
        <Logo />
      </a>
      <main id="main" className="grid gap-6">
        <header className="grid gap-2">
          <h1 className="font-book font-semibold text-2xl">Trust this site</h1>
          <p className="text-muted">
            A browser opens the camera for a page only where nobody can listen in. This site has made itself a
            certificate for your own network; once a device trusts it, the lock is closed and you can scan.
          </p>
        </header>
        <div className="flex flex-wrap gap-3">
          <a href="/ca.crt" className={buttonVariants({ size: "lg" })}>
            <ShieldCheck aria-hidden="true" />
            Get the certificate
          </a>
          <a href={siteUrl} className={buttonVariants({ variant: "secondary", size: "lg" })}>
            <ExternalLink aria-hidden="true" />
            Done: open the site
          </a>
        </div>
        <div className="grid grid-cols-1 divide-y divide-line rounded-lg border border-line bg-surface">
          {DEVICES.map(({ name, steps }, at) => (
            <details key={name} open={at === 0} className="group px-4 sm:px-5">
              <summary className="flex min-h-13 cursor-pointer items-center font-semibold">{name}</summary>
              <ol className="grid list-decimal gap-2 pb-4 pl-6">
                {steps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
            </details>
          ))}
        </div>
        <section aria-labelledby="reach" className="grid gap-2 text-sm">
          <h2 id="reach" className="font-book font-semibold text-lg">
            What you trust
          </h2>
          <p>
            The certificate can vouch for addresses of local networks and for names that end in “.local”, and for no
            site of the internet, even if somebody took its key. Devices show its fingerprint (SHA-256); the terminal in
            which the site was started shows the same:
          </p>
          <p>
            <code className="break-all text-muted">{fingerprint}</code>
          </p>
        </section>
      </main>
    </div>
  );
}
