import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { LABELS_PER_SHEET } from "@/lib/copies/places/schema";

type Label = { id: number; name: string; code: string; words: string; picture: string };
type LabelSheetsProps = {
  labels: Label[] /** Labels that the first sheet lacks already. */;
  skip: number;
  places: number[];
};

/** Sheets as they come out of the printer: black on white in millimetres, whatever the page looks like. */
export function LabelSheets({ labels, skip, places }: LabelSheetsProps) {
  const cells: (Label | null)[] = [...Array.from({ length: skip }, () => null), ...labels];
  const sheets = Array.from({ length: Math.ceil(cells.length / LABELS_PER_SHEET) }, (_, at) =>
    cells.slice(at * LABELS_PER_SHEET, (at + 1) * LABELS_PER_SHEET),
  );
  return (
    <>
      <form className="mb-6 flex flex-wrap items-end gap-3 print:hidden">
        {places.length > 0 && <input type="hidden" name="places" value={places.join(",")} />}
        <Field label="Labels that the first sheet lacks already" name="skip" required>
          {(control) => (
            <Input {...control} type="number" min={0} max={LABELS_PER_SHEET - 1} defaultValue={skip} className="w-28" />
          )}
        </Field>
        <Button type="submit" variant="secondary">
          Leave them out
        </Button>
      </form>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keys */}
      <section tabIndex={0} aria-label="Sheets" className="overflow-x-auto print:overflow-visible print:[page:labels]">
        {sheets.map((sheet, at) => (
          <section
            // biome-ignore lint/suspicious/noArrayIndexKey: a sheet is nothing but its place
            key={at}
            aria-label={`Sheet ${at + 1}`}
            className="mb-6 grid h-[296mm] w-[210mm] grid-cols-3 grid-rows-8 overflow-hidden bg-white text-black shadow-md not-last:print:break-after-page print:mb-0 print:shadow-none"
          >
            {sheet.map((label, cell) =>
              label ? (
                <div key={label.id} className="flex min-w-0 items-center gap-[2mm] overflow-hidden p-[3mm]">
                  {/* biome-ignore lint/performance/noImgElement: a picture of its own bytes, nothing to make smaller */}
                  <img src={label.picture} alt={`Code of ${label.words}`} className="size-[29mm] shrink-0" />
                  <div className="min-w-0">
                    <p className="line-clamp-3 break-words font-bold text-[4.2mm] leading-tight">{label.name}</p>
                    {label.words !== label.name && (
                      <p className="mt-[1mm] line-clamp-3 break-words text-[2.8mm] leading-tight">{label.words}</p>
                    )}
                    <p className="mt-[1mm] font-mono text-[2.6mm]">{label.code}</p>
                  </div>
                </div>
              ) : (
                // biome-ignore lint/suspicious/noArrayIndexKey: an empty place of the sheet
                <div key={`empty ${cell}`} />
              ),
            )}
          </section>
        ))}
      </section>
    </>
  );
}
