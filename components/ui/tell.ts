import { toast } from "@/components/ui/toast";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";

/** `said`: what to say in place of `done`, where that depends on what came of it. */
export type Work = () => Promise<{ ok: boolean; message?: string; said?: string }>;
/** `undone`: what is said after an undo. */
export type Decision = { done: string; work: Work; undo?: Work; undone?: string };

type Action = { label: string; onAction: () => Promise<void> };

/**
 * Says how a decision ended: what was done, with its undo where there is one, or why not. `again`: what to offer where it did
 * not get through. True: it was done.
 */
export async function tell({ done, work, undo, undone }: Decision, again?: Action): Promise<boolean> {
  try {
    const result = await work();
    if (!result.ok) {
      toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
      return false;
    }
    tellDone(result.said ?? done, undo, undone);
    return true;
  } catch {
    toast({ message: NO_CONNECTION, tone: "problem", action: again });
    return false;
  }
}

/** Says what was done already, with its undo where there is one. */
export function tellDone(done: string, undo?: Work, undone?: string) {
  const action: Action | undefined = undo && {
    label: "Undo",
    // The button goes with its message.
    onAction: async () => void (await tell({ done: undone ?? "Taken away again", work: undo }, action)),
  };
  toast({ message: done, action });
}
