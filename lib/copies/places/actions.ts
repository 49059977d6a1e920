"use server";

import { action, showPresent } from "@/lib/accounts/action";
import { createPlace, deletePlace, restorePlace, updatePlace } from "./commands";
import { createPlaceInput, placeInput, restorePlaceInput, updatePlaceInput } from "./schema";

export const createPlaceAction = action("copies.create_place", "user", createPlaceInput, async (actor, input) =>
  showPresent(await createPlace(actor, input)),
);

export const updatePlaceAction = action("copies.update_place", "user", updatePlaceInput, async (actor, input) =>
  showPresent(await updatePlace(actor, input)),
);

export const deletePlaceAction = action("copies.delete_place", "user", placeInput, async (actor, input) =>
  showPresent(await deletePlace(actor, input)),
);

export const restorePlaceAction = action("copies.restore_place", "user", restorePlaceInput, async (actor, input) =>
  showPresent(await restorePlace(actor, input)),
);
