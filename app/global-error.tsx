"use client";

import ErrorPage from "./error";
import { fontVariables } from "./fonts";
import "./globals.css";

type GlobalErrorProps = { error: Error & { digest?: string }; reset: () => void };

/** Stands in for the root layout when that breaks itself, so it brings its own document. */
export default function GlobalError(props: GlobalErrorProps) {
  return (
    <html lang="en" className={fontVariables}>
      <head>
        <title>Something went wrong · Ridizi</title>
      </head>
      <body>
        <ErrorPage {...props} />
      </body>
    </html>
  );
}
