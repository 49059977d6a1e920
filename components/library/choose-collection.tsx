"use client";

import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import type { Collection } from "@/lib/library/schema";
import { CollectionDialog } from "./collection-dialog";

/** From so many on a field helps to find one. */
const SEARCHED_FROM = 9;

type ChooseCollectionProps = {
  title: string;
  description?: ReactNode;
  /** `owner`: of one that another shares. */
  choices: (Collection & { owner?: string | null })[];
  /** Offers to make one as well. */
  canMake?: boolean;
  onChoose: (collection: Collection) => void;
  onClose: () => void;
};

/** Asks for one of the reader's collections, or a new one. Rendered while it is open. */
export function ChooseCollection({ title, description, choices, canMake, onChoose, onClose }: ChooseCollectionProps) {
  const [wanted, setWanted] = useState("");
  const [isMaking, setMaking] = useState(false);
  const found = choices.filter(({ name }) => name.toLocaleLowerCase().includes(wanted.trim().toLocaleLowerCase()));
  if (isMaking) return <CollectionDialog submitLabel="Create" onClose={onClose} onSaved={onChoose} />;
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent title={title} description={description}>
        {choices.length >= SEARCHED_FROM && (
          <Input
            type="search"
            aria-label="Find a collection"
            placeholder="Find a collection"
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
            className="mb-2"
          />
        )}
        <ul className="grid grid-cols-1 gap-0.5">
          {found.map((collection) => (
            <li key={collection.id}>
              <ChoiceButton icon={collection.icon} onClick={() => onChoose(collection)}>
                {collection.name}
                {collection.owner && <span className="text-muted"> · {collection.owner}</span>}
              </ChoiceButton>
            </li>
          ))}
          {canMake && (
            <li>
              <ChoiceButton icon={<Plus className="size-5" />} onClick={() => setMaking(true)}>
                New collection…
              </ChoiceButton>
            </li>
          )}
        </ul>
        {found.length === 0 && !canMake && <p className="py-2 text-muted">There is no such collection.</p>}
      </DialogContent>
    </Dialog>
  );
}

type ChoiceButtonProps = { icon: ReactNode; onClick: () => void; children: ReactNode };

function ChoiceButton({ icon, onClick, children }: ChoiceButtonProps) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex min-h-12 w-full items-center gap-3 rounded-md px-3 text-left hover:bg-well"
    >
      <span aria-hidden="true" className="grid w-6 place-items-center text-lg">
        {icon}
      </span>
      <span className="min-w-0 flex-1 break-words">{children}</span>
    </button>
  );
}
