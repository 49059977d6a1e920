"use client";

import { Tags } from "lucide-react";
import { useState } from "react";
import { useSelection } from "@/components/library/selection";
import { countBooks } from "@/components/library/words";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { tell } from "@/components/ui/tell";
import { TokenField } from "@/components/ui/token-field";
import { changeTagsAction, restoreTagsAction } from "@/lib/tags/actions";
import { TAG_LENGTH_MAX, type TagChange } from "@/lib/tags/schema";

/** Gives chosen books tags, or takes some off, with one undo for all. */
export function TagLotButton({ suggestions }: { suggestions: string[] }) {
  const { selected, stop } = useSelection();
  const [isOpen, setOpen] = useState(false);
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const many = countBooks(selected.length);
  const without = (names: string[], name: string) => names.filter((one) => one !== name);

  function save() {
    setOpen(false);
    stop();
    let undo: TagChange | undefined;
    const said = [
      add.length > 0 ? `Tagged ${many} ${add.join(", ")}` : "",
      remove.length > 0 ? `${add.length > 0 ? "took" : "Took"} ${remove.join(", ")} off` : "",
    ];
    void tell({
      done: said.filter(Boolean).join(" and "),
      undone: "The tags are as before",
      work: async () => {
        const result = await changeTagsAction({ books: selected.map(({ isbn }) => isbn), add, remove });
        if (result.ok) undo = result.undo;
        return result;
      },
      undo: async () => restoreTagsAction(undo ?? { add: [], remove: [] }),
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
