import { boundsWords, nameOfRef, type Schema, typeWords } from "./document";

/** The schema that an array or a choice is about, which is worth unfolding. */
function inner(schema: Schema): Schema | undefined {
  if (schema.$ref) return undefined;
  if (schema.properties) return schema;
  if (schema.items) return inner(schema.items);
  return schema.anyOf?.map(inner).find((one) => one !== undefined);
}

function refIn(schema: Schema): string | undefined {
  if (schema.$ref) return schema.$ref;
  if (schema.items) return refIn(schema.items);
  return schema.anyOf?.map(refIn).find((one) => one !== undefined);
}

/** The type of a value; the name of a shared one leads to it. */
export function TypeName({ schema }: { schema: Schema }) {
  const ref = refIn(schema);
  const words = typeWords(schema);
  if (!ref) return <code className="break-words text-muted">{words}</code>;
  const name = nameOfRef(ref);
  const [before, after] = words.split(name);
  return (
    <code className="break-words text-muted">
      {before}
      <a href={`#schema-${name}`} className="text-primary underline">
        {name}
      </a>
      {after}
    </code>
  );
}

/** The fields of an object, each with its type and what it is; what lies in them further in. */
export function SchemaView({ schema }: { schema: Schema }) {
  const object = inner(schema);
  if (!object) return <TypeName schema={schema} />;
  return (
    <div>
      {object !== schema && <TypeName schema={schema} />}
      <ul className="border-line border-l pl-3">
        {Object.entries(object.properties ?? {}).map(([name, one]) => (
          <li key={name} className="py-1">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <code className="font-semibold">{name}</code>
              {!inner(one) && <TypeName schema={one} />}
              {object.required?.includes(name) ? null : <span className="text-muted text-sm">may be left out</span>}
              <Bounds schema={one} />
            </p>
            {one.description && <p className="text-muted text-sm">{one.description}</p>}
            {inner(one) && <SchemaView schema={one} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Bounds({ schema }: { schema: Schema }) {
  const words = boundsWords(schema);
  return words ? <span className="text-muted text-sm">{words}</span> : null;
}
