import { expect, it } from "vitest";
import { namesAccount } from "@/lib/events/erasure/rules";
import { withoutPerson } from "./rules";

it("leaves no row of a person's own, and no name of theirs on those of others", () => {
  const before = {
    read: [{ userId: 7, review: "Mine" }, { userId: 8 }],
    shelved: { moved: [1], dropped: [{ id: 2, collectionId: 3, addedById: 7 }] },
    pairs: [{ id: 4, decidedById: 7 }],
  };
  const left = withoutPerson(before, 7);
  expect(left).toEqual({
    read: [{ userId: 8 }],
    shelved: { moved: [1], dropped: [{ id: 2, collectionId: 3, addedById: null }] },
    pairs: [{ id: 4, decidedById: null }],
  });
  expect([namesAccount(before.shelved, 7), namesAccount(left, 7)]).toEqual([true, false]);
});
