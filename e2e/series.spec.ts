import { expect, test } from "./fixtures";
import { expectAccessible, expectNoOverflow, sayStatus, signUp, undo, whenReady } from "./reader";
import { EMMA, makeSeries, PERSUASION, PRIDE, SERIES } from "./series";

test("a reader sees how far a series goes and what it lacks, and puts its next volume on the list", async ({
  page,
  browser,
}) => {
  await makeSeries(browser);
  await signUp(page, "/library/series");
  await expect(page.getByText("No series begun")).toBeVisible();
  await expectAccessible(page);
  await page.goto(`/book/${EMMA.isbn}`);
  await whenReady(page);
  await sayStatus(page, "Read");
  await page.goto(`/book/${PERSUASION.isbn}`);
  await whenReady(page);
  await expect(page.getByText(`Book 4 of ${SERIES}`)).toBeVisible();
  await page.getByRole("button", { name: "I own this" }).click();
  await expect(page.getByText("You own this")).toBeVisible();

  await page.goto("/library/series");
  await expect(page.getByText("You have 2 of 4, 1 of them read.")).toBeVisible();
  await expect(page.getByText("Volumes 2–3 are not in our catalogue.")).toBeVisible();
  await expect(page.getByText("You own this")).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page, 360);
  await page.getByRole("link", { name: SERIES }).click();
  await page.waitForURL(/\/series\/\d+$/);
  await whenReady(page);
  await expect(page.getByRole("heading", { name: "Next for you: volume 4" })).toBeVisible();
  await expect(page.getByText("Volumes 2 and 3, before it, are not in our catalogue.")).toBeVisible();
  const volumes = page.getByRole("list").filter({ has: page.getByText("Volumes 2–3 are not in our catalogue") });
  await expect(volumes.getByRole("listitem")).toHaveText([
    /^Book 1Emma.*Read/s,
    /^Book 1\.5Pride and Prejudice/,
    "Volumes 2–3 are not in our catalogue",
    /^Book 4Persuasion.*You own this/s,
  ]);
  await expectAccessible(page);
  await expectNoOverflow(page, 360);
  const between = page.getByRole("button", { name: "Want to read “Pride and Prejudice”" });
  await between.click();
  await expect(volumes.getByText("Want to read", { exact: true })).toBeVisible();
  await undo(page, /^Want to read: “Pride and Prejudice”/).click();
  await expect(between).toBeVisible();
  const want = page.getByRole("button", { name: "Want to read “Persuasion”" });
  await want.click();
  await expect(page.getByText("On your list to read")).toBeVisible();
  await undo(page, /^Want to read: “Persuasion”/).click();
  await expect(want).toBeVisible();
  await want.click();
  await expect(page.getByText("On your list to read")).toBeVisible();

  await page.getByRole("link", { name: "Jane Austen" }).first().click();
  await page.waitForURL(/\/author\/\d+$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Jane Austen");
  await expect(page.getByRole("region", { name: "Series" }).getByRole("link")).toHaveText(`${SERIES}3 works`);
  await expect(page.getByText("You own this", { exact: true })).toBeAttached();
  await page.getByRole("link", { name: "Title", exact: true }).click();
  await page.waitForURL(/sort=title/);
  await expect(page.getByRole("region", { name: "Works" }).getByRole("heading", { level: 3 })).toHaveText([
    EMMA.title,
    PERSUASION.title,
    PRIDE.title,
  ]);
  await expectAccessible(page);
  await expectNoOverflow(page, 360);
  await page.goto("/library/reading?show=want");
  await expect(page.getByRole("heading", { name: PERSUASION.title })).toBeVisible();
  await expect(page.getByText("You own this")).toBeVisible();
});

test("a reader renames a tag, makes two of them one, deletes one, and undoes it", async ({ page }) => {
  await signUp(page, "/library/tags");
  await expect(page.getByText("No tags yet")).toBeVisible();
  for (const [{ isbn }, tags] of [
    [EMMA, ["gift", "classic"]],
    [PERSUASION, ["present"]],
  ] as const) {
    await page.goto(`/book/${isbn}`);
    await whenReady(page);
    for (const tag of tags) {
      await page.getByRole("combobox", { name: "Your tags" }).fill(tag);
      // It shows at once: whoever leaves before the answer takes it along.
      const answer = page.waitForResponse((response) => response.request().method() === "POST");
      await page.keyboard.press("Enter");
      await answer;
      await expect(page.getByRole("button", { name: `Remove ${tag}` })).toBeVisible();
    }
  }
  await page.goto("/library/tags");
  await whenReady(page);
  const tags = page.getByRole("main").getByRole("listitem");
  const [before, merged] = [
    ["classic1 book", "gift1 book", "present1 book"],
    ["classic1 book", "gift2 books"],
  ];
  await expect(tags).toHaveText(before);
  await expectAccessible(page);
  await expectNoOverflow(page, 360);

  const rename = async (from: string, to: string) => {
    await page.getByRole("button", { name: `Rename ${from}` }).click();
    await page.getByRole("dialog").getByLabel("Name").fill(to);
  };
  await rename("classic", "");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByLabel("Name")).toHaveAccessibleDescription(/./);
  await page.getByRole("dialog").getByLabel("Name").fill("classics");
  await page.keyboard.press("Enter");
  await expect(tags.first()).toHaveText("classics1 book");
  await undo(page, /^classic is called classics now/).click();
  await expect(tags).toHaveText(before);

  await rename("present", "GIFT");
  await expect(page.getByText("You have the tag gift already")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Make them one" }).click();
  await expect(tags).toHaveText(merged);
  await undo(page, /^present is one with gift now/).click();
  await expect(tags).toHaveText(before);
  await page.getByRole("button", { name: "Delete present" }).click();
  await expect(tags).toHaveCount(2);
  await undo(page, /^Deleted the tag present/).click();
  await expect(tags).toHaveText(before);
  await page.getByRole("link", { name: /^gift/ }).click();
  await page.waitForURL(/q=tag/);
  await expect(page.getByRole("main").locator("a[href^='/book/']")).toHaveText(EMMA.title);
});
