// `npm run up` and `npm run dev`: from a bare checkout to a running site. Plain Node, nothing to install first.
const NODE_NEEDED = [20, 9];

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < NODE_NEEDED[0] || (major === NODE_NEEDED[0] && minor < NODE_NEEDED[1])) {
  console.error(
    `Ridizi needs Node.js ${NODE_NEEDED.join(".")} or newer; this is ${process.versions.node}. See https://nodejs.org`,
  );
  process.exit(1);
}

// Loaded only now, so that an old Node shows the line above and not a syntax error.
const { up } = await import("./up-steps.mjs");
process.exit(
  await up({
    isDev: process.argv.includes("--dev"),
    isServicesOnly: process.argv.includes("--services-only"),
    isHttps: process.argv.includes("--https"),
  }),
);
