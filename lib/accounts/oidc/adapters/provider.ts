import "server-only";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { isSameIssuer } from "../rules";

/** The name of this way to sign in, as it stands in addresses: /api/auth/callback/oidc. */
export const OIDC_PROVIDER = "oidc";

type Service = { issuer: string; clientId: string; clientSecret: string; name: string };

/**
 * A service that speaks OpenID Connect, for next-auth: addresses and keys by discovery, code flow with PKCE, state and nonce.
 * openid-client checks the id_token: signature, issuer, audience, times and nonce. `meet` is asked what follows from what the
 * service says of somebody.
 */
export function oidcProvider<User extends { id: string }>(
  { issuer, clientId, clientSecret, name }: Service,
  meet: (claims: object) => Promise<User>,
): OAuthConfig<object> {
  return {
    ...{ id: OIDC_PROVIDER, name, type: "oauth", clientId, clientSecret },
    wellKnown: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    authorization: { params: { scope: "openid email profile" } },
    userinfo: {
      request: async ({ client, tokens }) => {
        const claims = "claims" in tokens && typeof tokens.claims === "function" ? tokens.claims() : {};
        // The document that was discovered names its issuer itself, and might name another.
        if (!isSameIssuer(String(claims.iss), issuer)) throw new Error("the id_token is of another issuer");
        // Some services put the address into the token, others answer it here only. `userinfo` refuses another's subject.
        const more = client.issuer.metadata.userinfo_endpoint ? await client.userinfo(tokens as never) : {};
        return { ...more, ...claims };
      },
    },
    profile: meet,
  };
}
