"use client";

import { CircleAlert } from "lucide-react";
import { PlainPage } from "@/components/layout/plain-page";
import { Button, buttonVariants } from "@/components/ui/button";

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void };

/**
 * What a page shows when it breaks. The digest is the only link to the log; the message stays on the server.
 * Every page brings it along, hence plain links: Next's weigh more than all the rest of it.
 */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <PlainPage
      figure={<CircleAlert />}
      title="That did not work"
      actions={
        <>
          <Button onClick={reset}>Try again</Button>
          <a href="/" className={buttonVariants({ variant: "secondary" })}>
            Back to the scanner
          </a>
        </>
      }
    >
      <p>Something went wrong on our side. Nothing that you saved is lost; trying again often helps.</p>
      {error.digest && (
        <p className="text-sm">
          If it keeps happening, tell whoever runs this site:{" "}
          <code className="rounded-sm bg-well px-1.5 py-0.5">{error.digest}</code>
        </p>
      )}
    </PlainPage>
  );
}
