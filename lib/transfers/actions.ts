"use server";

import { revalidatePath } from "next/cache";
import { action } from "@/lib/accounts/action";
import { chooseOptions, forgetImport, recallImport, retryRows, startImport, undoImport } from "./commands";
import { chooseBook, makeBook, skipRow } from "./deciding/commands";
import { chooseInput, importInput, makeBookInput, optionsInput, retryInput, rowInput } from "./schema";

/** Every page shows books of the library somewhere; what must go is the browser's copy of the pages it has been to. */
function refresh<Value>(result: Value): Value {
  revalidatePath("/", "layout");
  return result;
}

export const chooseOptionsAction = action("transfers.choose_options", "user", optionsInput, async (actor, input) =>
  refresh(await chooseOptions(actor, input)),
);

export const startImportAction = action("transfers.start", "user", importInput, async (actor, input) =>
  refresh(await startImport(actor, input)),
);

export const retryRowsAction = action("transfers.retry", "user", retryInput, async (actor, input) =>
  refresh(await retryRows(actor, input)),
);

export const undoImportAction = action("transfers.undo", "user", importInput, async (actor, input) =>
  refresh(await undoImport(actor, input)),
);

export const forgetImportAction = action("transfers.forget", "user", importInput, async (actor, input) =>
  refresh(await forgetImport(actor, input)),
);

export const recallImportAction = action("transfers.recall", "user", importInput, async (actor, input) =>
  refresh(await recallImport(actor, input)),
);

export const chooseBookAction = action("transfers.choose_book", "user", chooseInput, async (actor, input) =>
  refresh(await chooseBook(actor, input)),
);

export const makeBookAction = action("transfers.make_book", "user", makeBookInput, async (actor, input) =>
  refresh(await makeBook(actor, input)),
);

export const skipRowAction = action("transfers.skip_row", "user", rowInput, async (actor, input) =>
  refresh(await skipRow(actor, input)),
);
