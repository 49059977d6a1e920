"use client";

import { Tags } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useSelection } from "@/components/library/selection";
import { asOnePart, sumOf, tellLot } from "@/components/library/tell-lot";
import { countBooks } from "@/components/library/words";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { TokenField } from "@/components/ui/token-field";
import { changeAllTagsAction, changeTagsAction, restoreTagsAction } from "@/lib/tags/actions";
import { TAG_LENGTH_MAX } from "@/lib/tags/schema";

/** Gives chosen books tags, or takes some off, with one undo for all. */
export function TagLotButton({ suggestions }: { suggestions: string[] }) {
  const { selected, count, all, stop } = useSelection();
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const many = countBooks(count);
  const without = (names: string[], name: string) => names.filter((one) => one !== name);

  function save() {
    setOpen(false);
    stop();
    const given = { add, remove };
    void tellLot({
      total: count,
      part: (after) =>
        all
          ? changeAllTagsAction({ of: all, after, ...given })
          : asOnePart(count, changeTagsAction({ books: selected.map(({ isbn }) => isbn), ...given })),
      say: (done) => {
        const tagged = `Tagged ${countBooks(sumOf(done, "count"))} ${add.join(", ")}`;
        const taken = `${add.length > 0 ? "took" : "Took"} ${remove.join(", ")} off`;
        return [...(add.length > 0 ? [tagged] : []), ...(remove.length > 0 ? [taken] : [])].join(" and ");
      },
      undo: ({ undo }) => restoreTagsAction(undo),
      undone: "The tags are as before",
      refresh: router.refresh,
    });
    setAdd([]);
    setRemove([]);
  }

  return (
    <>
      <Button variant="ghost" onClick={() => setOpen(true)}>
        <Tags aria-hidden="true" />
        Tag…
      </Button>
      {isOpen && (
        <Dialog open onOpenChange={setOpen}>
          <DialogContent
            title={`Tag ${many}`}
            className="min-h-[26rem]"
            footer={
              <>
                <Button variant="secondary" onClick={() => setOpen(false)}>
                  Cancel
                </Button>
                <Button onClick={save} disabled={add.length + remove.length === 0}>
                  Save
                </Button>
              </>
            }
          >
            <div className="grid gap-5">
              <TokenField
                label="Give them"
                placeholder="gift, to lend, summer…"
                tokens={add}
                suggestions={suggestions}
                maxLength={TAG_LENGTH_MAX}
                onAdd={(name) => {
                  setAdd([...add, name]);
                  setRemove(without(remove, name));
                }}
                onRemove={(name) => setAdd(without(add, name))}
              />
              {suggestions.length > 0 && (
                <TokenField
                  label="Take off"
                  tokens={remove}
                  suggestions={suggestions}
                  takesNew={false}
                  onAdd={(name) => {
                    setRemove([...remove, name]);
                    setAdd(without(add, name));
                  }}
                  onRemove={(name) => setRemove(without(remove, name))}
                />
              )}
            </div>
          </DialogContent>
        </Dialog>
      )}
    </>
  );
}
