import { apiRoute } from "@/lib/accounts/route";
import { createRouter } from "@/lib/platform/api/router";
import { Problem } from "@/lib/platform/http";
import { OPERATIONS } from "../../operations";

const find = createRouter(OPERATIONS);

type Context = { params: Promise<{ path: string[] }> };

/** A part of an address as it was meant; one that is no encoding at all stands for itself. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const refuse = (problem: Problem) => apiRoute({ access: "public" }, async () => Promise.reject(problem));

const nothingHere = refuse(new Problem(404, "no_such_address", "There is nothing at this address of the API."));

const otherMethod = (allowed: string[]) =>
  refuse(
    new Problem(405, "no_such_method", `This address takes ${allowed.join(", ")} alone.`, {
      Allow: allowed.join(", "),
    }),
  );

/** All of the REST API comes in here; who may do what is said by each operation, see lib/accounts/operation.ts. */
async function answer(request: Request, { params }: Context): Promise<Response> {
  const method = request.method === "HEAD" ? "GET" : request.method;
  const found = find(method, (await params).path.map(decode));
  if (found.operation) return found.operation.handle(request, { params: Promise.resolve(found.params) });
  const { allowed } = found;
  const context = { params: Promise.resolve({}) };
  return allowed.length > 0 ? otherMethod(allowed)(request, context) : nothingHere(request, context);
}

const door = Object.assign(answer, { access: "public" as const });

export { door as DELETE, door as GET, door as PATCH, door as POST, door as PUT };
