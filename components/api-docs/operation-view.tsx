import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { type Addressed, type ApiDocument, curlOf, type Parameter } from "./document";
import { Bounds, SchemaView, TypeName } from "./schema-view";

const TONES = { GET: "primary", POST: "success", PUT: "beam", PATCH: "beam", DELETE: "danger" } as const;

/** What any operation may answer, which the first page of the API says once. */
const ANYWHERE = new Set(["401", "429", "500", "503", "4XX", "5XX"]);

/** One operation: closed a line, open all that there is to know of it. */
export function OperationView({ operation, document }: { operation: Addressed; document: ApiDocument }) {
  const { operationId, method, path, summary, description, parameters, requestBody, responses } = operation;
  const body = Object.values(requestBody?.content ?? {})[0]?.schema;
  const isForm = requestBody !== undefined && "multipart/form-data" in requestBody.content;
  return (
    <details className="border-line border-t first:border-t-0">
      <summary className="flex min-h-11 cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 py-2">
        <Badge tone={TONES[method as keyof typeof TONES] ?? "neutral"} className="w-16 justify-center">
          {method}
        </Badge>
        <code className="min-w-0 break-all">{path}</code>
        <span className="text-muted">{summary}</span>
      </summary>
      {/* Within what is folded: a link to it unfolds it. */}
      <div id={operationId} className="grid scroll-mt-16 grid-cols-1 gap-4 pb-5">
        {description.split("\n\n").map((words) => (
          <p key={words} className="max-w-prose">
            <Words text={words} />
          </p>
        ))}
        {parameters.length > 0 && (
          <Part title="Parameters">
            <ul>
              {parameters.map((parameter) => (
                <ParameterLine key={`${parameter.in}-${parameter.name}`} parameter={parameter} />
              ))}
            </ul>
          </Part>
        )}
        {body && (
          <Part title={isForm ? "Form" : "Body, as JSON"}>
            <SchemaView schema={body} />
          </Part>
        )}
        <Part title="Answers">
          <ul>
            {Object.entries(responses)
              .filter(([status]) => !ANYWHERE.has(status))
              .map(([status, { description: words, content }]) => (
                <li key={status} className="py-1">
                  <p>
                    <code className="mr-2 font-semibold">{status}</code>
                    <Words text={words} />
                  </p>
                  {/* Every refusal has the one shape that stands at the start of the pages. */}
                  {/^[23]/.test(status) && <Content content={content} />}
                </li>
              ))}
          </ul>
        </Part>
        <Part title="On a command line">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by the keyboard */}
          <pre tabIndex={0} className="select-all overflow-x-auto rounded-md bg-well p-3 text-sm">
            {curlOf(operation, document)}
          </pre>
        </Part>
      </div>
    </details>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h2 className="mb-1 font-semibold text-sm">{title}</h2>
      {children}
    </div>
  );
}

function ParameterLine({ parameter: { name, in: place, required, description, schema } }: { parameter: Parameter }) {
  return (
    <li className="py-1">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <code className="font-semibold">{name}</code>
        <TypeName schema={schema} />
        <span className="text-muted text-sm">
          in the {place}
          {required ? "" : ", may be left out"}
        </span>
        <Bounds schema={schema} />
      </p>
      {description && (
        <p className="text-muted text-sm">
          <Words text={description} />
        </p>
      )}
    </li>
  );
}

function Content({ content }: { content?: Record<string, { schema?: Parameters<typeof SchemaView>[0]["schema"] }> }) {
  const [type, media] = Object.entries(content ?? {})[0] ?? [];
  if (type === undefined) return null;
  return media?.schema ? <SchemaView schema={media.schema} /> : <code className="text-muted">{type}</code>;
}

/** A text in which `words like these` are code. */
function Words({ text }: { text: string }) {
  return text.split("`").map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
      <code key={at} className="break-words rounded-sm bg-well px-1">
        {part}
      </code>
    ),
  );
}
