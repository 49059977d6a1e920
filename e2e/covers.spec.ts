import type { Page } from "@playwright/test";
import sharp from "sharp";
import { expect, test } from "./fixtures";
import { expectAccessible, openAsLibrarian, signUp, undo, whenReady } from "./reader";

/** A book that no other test looks at. */
const SALT = "0142001619";

/** A book that we do not know, on a table, a little turned. */
async function photograph(): Promise<Buffer> {
  const bars = Array.from({ length: 9 }, (_, at) => {
    const [x, y] = [30 + ((at * 53) % 180), 40 + at * 54];
    return `<rect x="${x}" y="${y}" width="${60 + ((at * 37) % 90)}" height="28" fill="hsl(${at * 40} 70% 75%)"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="1100"><rect width="900" height="1100" fill="#d8cbb8"/>
    <g transform="translate(250 260) rotate(5)"><rect width="400" height="600" fill="#1d3a4f"/>${bars.join("")}</g></svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}

const corner = (page: Page, name: string) => page.getByRole("button", { name: new RegExp(`^${name} corner`) });

test("a reader's photo of a cover is cut out, proposed, and stands for the book once a moderator takes it", async ({
  page,
  browser,
}) => {
  await signUp(page, `/book/${SALT}`);
  await whenReady(page);
  await page.getByRole("button", { name: "Photograph the cover" }).click();
  const dialog = page.getByRole("dialog");
  await dialog
    .getByLabel("Choose a photo")
    .setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("not a picture") });
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog
    .getByLabel("Choose a photo")
    .setInputFiles({ name: "cover.jpg", mimeType: "image/jpeg", buffer: await photograph() });
  const cutOut = dialog.getByRole("img", { name: "The cover as it would be kept" });
  await expect(cutOut).toBeVisible();
  await expectAccessible(page);

  // By keyboard, and by hand.
  const found = await cutOut.getAttribute("src");
  const place = await corner(page, "Top left").getAttribute("aria-label");
  await corner(page, "Top left").press("Shift+ArrowLeft");
  await expect(corner(page, "Top left")).not.toHaveAttribute("aria-label", place ?? "");
  await expect(cutOut).not.toHaveAttribute("src", found ?? "");
  const box = await corner(page, "Bottom right").boundingBox();
  if (!box) throw new Error("no corner");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 12, box.y + box.height / 2 + 9, { steps: 3 });
  await page.mouse.up();
  await dialog.getByRole("button", { name: "Propose as cover" }).click();
  await expect(page.getByText("Somebody will look at your picture soon")).toBeVisible();

  const moderator = await openAsLibrarian(browser, "/admin/books");
  await moderator.getByRole("link", { name: "Edit Salt" }).click();
  await moderator.waitForURL(`/admin/books/${SALT}`);
  await whenReady(moderator);
  const covers = moderator.getByRole("region", { name: "Covers" });
  await expectAccessible(moderator);
  await covers.getByRole("button", { name: "Accept: proposal 1" }).click();
  await expect(covers.getByText("Cover, chosen by a person")).toBeVisible();
  await expect(covers.getByRole("listitem")).toHaveCount(2);

  await covers.getByRole("button", { name: "Take away: picture 1" }).click();
  await expect(covers.getByText("Not in use: 1")).toBeVisible();
  await undo(moderator, /^Picture taken away/).click();
  await expect(covers.getByText("Cover, chosen by a person")).toBeVisible();
  await covers.getByRole("button", { name: "Use as cover: picture 2" }).click();
  await expect(covers.getByRole("listitem").first()).toContainText("drawn by us");
  await undo(moderator, /^This is the cover now/).click();
  await expect(covers.getByRole("listitem").first()).toContainText("a person’s photo");

  // As it was, for the tests that come after this one.
  await covers.getByRole("button", { name: "Take away: picture 1" }).click();
  await expect(covers.getByText("Not in use: 1")).toBeVisible();
  await moderator.context().close();
});

test("pictures that are not in use are for moderators alone", async ({ page }) => {
  await signUp(page, `/book/${SALT}`);
  const answer = await page.request.get(`/api/v1/admin/covers/${"0".repeat(64)}`);
  expect(answer.status()).toBe(403);
});
