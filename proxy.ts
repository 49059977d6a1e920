import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";

const isDevelopment = process.env.NODE_ENV === "development";

/** Where private pictures come from besides us, if from anywhere; see S3_PUBLIC_ENDPOINT. */
function pictureOrigin(): string {
  const { STORAGE, S3_PUBLIC_ENDPOINT } = process.env;
  return STORAGE === "s3" && S3_PUBLIC_ENDPOINT ? ` ${new URL(S3_PUBLIC_ENDPOINT).origin}` : "";
}

/**
 * Only our own code runs: scripts carry this answer's nonce; WebAssembly is the barcode reader's. Styles are ours or carry
 * the nonce too, as that of an open dialog does (StyleNonce). What stands in a `style` attribute may stay: React writes
 * widths and places of the moment there, and an attribute can neither load nor choose what it is about.
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic' 'wasm-unsafe-eval'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    // In development Next shows errors with styles of its own.
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    `img-src 'self' blob: data:${pictureOrigin()}`,
    "media-src 'self' blob:",
    "worker-src 'self' blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "object-src 'none'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export function proxy(request: NextRequest) {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  // Next reads the nonce for its own scripts out of this request header.
  headers.set("Content-Security-Policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

/**
 * Pages only, whatever their addresses end in: "/book/x.jpg" is one. Uploads must not pass through here: Next would hold
 * their bodies in memory a second time.
 */
export const config = {
  matcher: [
    {
      source:
        "/((?!api/|match$|barcode$|cover/|_next/|samples/|icons/|screenshots/|favicon\\.ico$|icon\\.svg$|apple-icon\\.png$|manifest\\.webmanifest$).*)",
    },
  ],
};
