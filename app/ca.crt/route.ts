import { apiRoute } from "@/lib/accounts/route";
import { env } from "@/lib/platform/env";
import { Problem } from "@/lib/platform/http";
import { readAuthority } from "@/lib/platform/tls";

export const dynamic = "force-dynamic";

/** The certificate of the authority that `npm run up -- --https` has made, for phones to trust; answered without TLS, too. */
export const GET = apiRoute({ access: "public" }, async () => {
  const authority = readAuthority(env().web.tlsDir);
  if (!authority) throw new Problem(404, "no_authority", "This site has no certificate authority of its own.");
  // No attachment: an iPhone would put it among the files instead of asking whether it is to be trusted.
  return new Response(new Uint8Array(authority.certificate), {
    headers: { "Content-Type": "application/x-x509-ca-cert", "Cache-Control": "no-store" },
  });
});
