import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Configuration } from "oidc-provider";

export const OIDC_CLIENT = { id: "ridizi", secret: "a secret of the tests, and of nothing else" };

/** What the service says of somebody; whoever is not listed is known by the name that was typed. */
export type Person = { email?: string; email_verified?: boolean; preferred_username?: string; name?: string };

type Options = { port?: number; redirectUri: () => string };

/**
 * A service that speaks OpenID Connect, on this machine: `oidc-provider`, which is certified, with a page on which anybody
 * types who they are. `tamper` changes the next id_tokens on their way out.
 */
export async function startOidcService({ port = 0, redirectUri }: Options) {
  const people = new Map<string, Person>();
  const faults: { tamper?: (idToken: string) => string } = {};
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let answer: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;

  // Made at the first request: only then is it known where the site is.
  function serve() {
    const provider = new Provider(issuer, configurationOf(people, redirectUri()));
    provider.use(async (context, next) => {
      await next();
      const body = context.body as { id_token?: string } | undefined;
      if (body?.id_token && faults.tamper) body.id_token = faults.tamper(body.id_token);
    });
    const callback = provider.callback();
    return (request: IncomingMessage, response: ServerResponse) => {
      if (request.url?.startsWith("/interaction/")) void interact(provider, request, response);
      else void callback(request, response);
    };
  }

  server.on("request", (request, response) => {
    answer ??= serve();
    answer(request, response);
  });
  const stop = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { issuer, people, faults, stop };
}

function configurationOf(people: Map<string, Person>, redirectUri: string): Configuration {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    clients: [{ client_id: OIDC_CLIENT.id, client_secret: OIDC_CLIENT.secret, redirect_uris: [redirectUri] }],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "test" }] },
    cookies: { keys: ["a key of the tests"] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["preferred_username", "name"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({
      accountId: id,
      claims: async () => ({
        sub: id,
        ...(people.get(id) ?? { preferred_username: id, email: `${id}@id.example`, email_verified: true }),
      }),
    }),
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  };
}

/** Asks who is there, and takes it for granted that what the site asks for may be told. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === "consent") {
    const grant = new provider.Grant({ accountId: session?.accountId, clientId: String(params.client_id) });
    grant.addOIDCScope(String(params.scope));
    const result = { consent: { grantId: await grant.save() } };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  }
  if (request.method === "POST") {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const typed = new URLSearchParams(Buffer.concat(chunks).toString());
    const result = typed.has("cancel")
      ? { error: "access_denied", error_description: "cancelled" }
      : { login: { accountId: typed.get("name") ?? "" } };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(`<!doctype html><html lang="en"><title>Who is it?</title><link rel="icon" href="data:,"><h1>Who is it?</h1><form method="post">
    <label>Name <input name="name" autocomplete="off"></label> <button>Go on</button>
    <button name="cancel" value="1">Cancel</button></form></html>`);
}
