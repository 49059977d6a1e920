import { bundleFromString, createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, it } from "vitest";
import { env } from "@/lib/platform/env";
import { OPERATIONS, openApiDocument } from "./operations";

/** What does not hold for us, and why. */
const RULES = {
  // Addresses of the public contract: /collections/{username}/{id} beside /collections/{id}/books.
  "no-ambiguous-paths": "off",
  // The address of the installation itself, which may be localhost.
  "no-server-example.com": "off",
  // Whoever asks too often is told so, and 4XX stands for all that is not listed.
  "operation-4xx-response": "error",
  "operation-operationId-unique": "error",
  "operation-parameters-unique": "error",
  "path-parameters-defined": "error",
  "no-unused-components": "error",
  "no-unresolved-refs": "error",
  "operation-summary": "error",
} as const;

it("is one that a linter has nothing to say against", async () => {
  const config = await createConfig({ extends: ["recommended"], rules: RULES });
  const source = openApiDocument();
  const problems = await lintFromString({ source, absoluteRef: "openapi.json", config });
  const told = problems.map(
    ({ ruleId, message, location }) => `${ruleId}: ${message} at ${location[0]?.pointer ?? ""}`,
  );
  expect(told).toEqual([]);
  await expect(bundleFromString({ source, config })).resolves.toBeTruthy();
});

it("names every operation, says in a few words what it does, and is the site's own", () => {
  const document = JSON.parse(openApiDocument());
  expect(document.servers).toEqual([{ url: `${env().web.appUrl}/api/v1` }]);
  for (const { id, method, path, summary } of OPERATIONS) {
    expect(document.paths[path]?.[method.toLowerCase()], id).toMatchObject({ operationId: id, summary });
    expect(summary, id).toMatch(/^[A-Z].{3,70}[^.]$/);
  }
});
