import AxeBuilder from "@axe-core/playwright";
import type { APIRequestContext, Locator, Page } from "@playwright/test";
import sharp from "sharp";
import { simulatePhoto } from "../lib/covers/drawing/phone-photo.fixtures";
import { expect, test } from "./fixtures";
import { expectAccessible, openAsLibrarian, signUp, whenReady } from "./reader";

/** A book of the demo catalogue with another edition, and one that has nothing to do with it. */
const ENGLISH = { isbn: "9780140430011", name: "0140430016", title: "Wuthering Heights" };
const SPANISH = { isbn: "9788497644747", title: "Cumbres borrascosas" };

const MOBY = { isbn: "0142000086", title: "Moby-Dick" };
/** Not in the demo catalogue; the fake provider has it. */
const ELSEWHERE = { isbn: "9780316030571", name: "0316030570", title: "Use of Weapons" };

const ASKED = "Is this the book in your photo?";
const NEW_TO_US = "This one is new to us";
const CONSENT = /^Keep this photo so that the next reader/;

const sheet = (page: Page) => page.getByRole("dialog");
const button = (within: Locator, name: string) => within.getByRole("button", { name, exact: true });

const coverOf = async (request: APIRequestContext, isbn: string) =>
  (await request.get(`/cover/${isbn}.jpg?size=original`)).body();

async function match(request: APIRequestContext, picture: Buffer) {
  const image = { name: "cover.jpg", mimeType: "image/jpeg", buffer: picture };
  return (await request.post("/match", { multipart: { image } })).json();
}

/** Shows the scanner a picture as a reader does who chooses a photo. */
async function scan(page: Page, picture: Buffer) {
  if (new URL(page.url()).pathname !== "/") await page.goto("/");
  // Until the camera is on, the field is another one.
  await expect(page.getByRole("button", { name: "Photograph the cover" })).toBeEnabled();
  await page.getByLabel("Choose a photo").setInputFiles({ name: "cover.jpg", mimeType: "image/jpeg", buffer: picture });
  await expect(sheet(page)).toBeVisible();
}

/** From the sheet to a book's page, by the search of all pages. */
async function searchElsewhere(page: Page, title: string) {
  await page.goto(`/search?q=${encodeURIComponent(title)}`);
  await page.getByRole("main").getByRole("link", { name: title, exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
}

async function typeIsbn(page: Page, isbn: string) {
  await page.getByLabel("Or type the ISBN").fill(isbn);
  await page.getByLabel("Or type the ISBN").press("Enter");
}

/** What the server is told, and what it answers, when `act` is done. */
async function feedbackWhen(page: Page, act: () => Promise<unknown>) {
  const [response] = await Promise.all([page.waitForResponse(/\/api\/v1\/scans\/[^/]+\/feedback$/), act()]);
  return response.status() === 204 ? null : response.json();
}

/** A front of coloured shards that no book of the catalogue has: the first of its kind that the site does not know. */
async function newFront(request: APIRequestContext): Promise<Buffer> {
  for (let seed = 1; seed <= 40; seed++) {
    const picture = await shards(seed);
    if ((await match(request, picture)).status === "unknown") return picture;
  }
  throw new Error("the site knows everything");
}

function shards(seed: number): Promise<Buffer> {
  let state = seed * 2_654_435_761;
  const next = (max: number) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0;
    return state % max;
  };
  const shapes = Array.from({ length: 160 }, () => {
    const [x, y] = [next(600), next(900)];
    const points = Array.from({ length: 3 }, () => `${x + next(180) - 90},${y + next(180) - 90}`).join(" ");
    return `<polygon points="${points}" fill="hsl(${next(360)} ${30 + next(60)}% ${20 + next(60)}%)"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="900"><rect width="600" height="900" fill="#ddd"/>${shapes.join("")}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toBuffer();
}

/** Adds the newest photo, which shows another picture than ours, and waits until it is recognised as `expected` says. */
async function addNewest(moderator: Page, title: string, picture: Buffer, expected: Record<string, unknown>) {
  await moderator.goto("/admin/feedback");
  await whenReady(moderator);
  const entry = moderator.getByRole("article").first();
  await expect(entry.getByRole("img", { name: `The reader’s photo, said to show ${title}` })).toBeVisible();
  await expect(entry.getByText("it may show another picture")).toBeVisible();
  await expect(button(entry, "Add as a further view")).toBeDisabled();
  await button(entry, "Mark the corners").click();
  await button(entry, "Add as a further view").click();
  await expect(moderator.getByText(`“${title}” is now found by this photo too`)).toBeVisible();
  await expect.poll(() => match(moderator.request, picture), { timeout: 20_000 }).toMatchObject(expected);
}

test("a visitor says with the keyboard that an answer is right, and takes it back", async ({ page, request }) => {
  await scan(page, await coverOf(request, ENGLISH.isbn));
  const right = button(sheet(page), "Right");
  await right.focus();
  const said = await feedbackWhen(page, () => page.keyboard.press("Enter"));
  expect(said).toMatchObject({ verdict: "confirmed", note: null, has_photo: false });
  const word = sheet(page).getByText("Noted: this is the book.");
  await expect(word).toBeFocused();
  await expect(sheet(page).getByRole("checkbox", { name: CONSENT })).not.toBeChecked();
  await sheet(page).evaluate((panel) => Promise.all(panel.getAnimations().map(({ finished }) => finished)));
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.keyboard.press("Tab");
  await expect(button(sheet(page), "Undo")).toBeFocused();
  expect(await feedbackWhen(page, () => page.keyboard.press("Enter"))).toBeNull();
  await expect(sheet(page).getByText("Is this the right book?")).toBeFocused();
});

test("on a small phone the question stands wholly above what keeps the book", async ({ page, request }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await signUp(page, "/history");
  await scan(page, await coverOf(request, ENGLISH.isbn));
  await sheet(page).evaluate((panel) => Promise.all(panel.getAnimations().map(({ finished }) => finished)));
  const bottomOf = (box: { y: number; height: number } | null) => (box ? box.y + box.height : Number.NaN);
  const keeps = await sheet(page)
    .getByRole("button", { name: /^Add to/ })
    .boundingBox();
  const wrong = bottomOf(await button(sheet(page), "Wrong book").boundingBox());
  expect(wrong).toBeLessThanOrEqual(keeps?.y ?? 0);
});

test("a reader says which edition it is, and the history follows, forth and back", async ({ page, request }) => {
  await signUp(page, "/history");
  await scan(page, await coverOf(request, ENGLISH.isbn));
  await expect(sheet(page).getByRole("heading", { name: ENGLISH.title })).toBeVisible();
  await feedbackWhen(page, () => button(sheet(page), "Wrong book").click());
  const edition = sheet(page).getByRole("button", { name: SPANISH.title });
  await expect(edition).toContainText("Spanish");
  const said = await feedbackWhen(page, () => edition.click());
  expect(said).toMatchObject({ verdict: "wrong_edition" });
  await expect(sheet(page).getByRole("heading", { name: SPANISH.title })).toBeVisible();
  await expect(sheet(page).getByText("Noted: it is this edition.")).toBeFocused();

  await button(sheet(page), "Add a note").click();
  await sheet(page).getByLabel("What should a moderator know?").fill("Bought in Madrid");
  expect(await feedbackWhen(page, () => button(sheet(page), "Send the note").click())).toMatchObject({
    verdict: "wrong_edition",
    note: "Bought in Madrid",
  });

  const other = await page.context().newPage();
  await other.goto("/history");
  await expect(other.getByRole("main").getByRole("listitem")).toHaveCount(1);
  await expect(other.getByRole("main").getByRole("listitem")).toContainText(SPANISH.title);
  expect(await feedbackWhen(page, () => button(sheet(page), "Undo").click())).toBeNull();
  await expect(sheet(page).getByRole("heading", { name: ENGLISH.title })).toBeVisible();
  await other.reload();
  await expect(other.getByRole("main").getByRole("listitem")).toContainText(ENGLISH.title);
});

test("a visitor says that it is none of these, and is led on to the ISBN", async ({ page, request }) => {
  await scan(page, await coverOf(request, ENGLISH.isbn));
  await feedbackWhen(page, () => button(sheet(page), "Wrong book").click());
  await expect(sheet(page).getByRole("button", { name: /^Add to|Sign in to keep it/ })).toBeHidden();
  const said = await feedbackWhen(page, () => button(sheet(page), "It is none of these").click());
  expect(said).toMatchObject({ verdict: "not_in_list", right_isbn: null });
  await expect(sheet(page).getByRole("heading", { name: "Not among these" })).toBeVisible();
  await expect(sheet(page).getByText("Noted: it is none of these.")).toBeFocused();
  await button(sheet(page), "Type the ISBN").click();
  await expect(page.getByLabel("Or type the ISBN")).toBeFocused();
});

test("keeps a word that does not get through, and sends it when the connection is back", async ({
  page,
  request,
  consoleErrors,
}) => {
  await scan(page, await coverOf(request, ENGLISH.isbn));
  await page.context().setOffline(true);
  await button(sheet(page), "Right").click();
  await expect(sheet(page).getByText("Noted: this is the book.")).toBeVisible();
  await expect(sheet(page).getByRole("alert")).toContainText("Not sent yet. Nothing is lost.");
  const said = await feedbackWhen(page, () => page.context().setOffline(false));
  expect(said).toMatchObject({ verdict: "confirmed" });
  await expect(sheet(page).getByText("Not sent yet.")).toBeHidden();
  expect(consoleErrors.splice(0).every((error) => error.includes("ERR_INTERNET_DISCONNECTED"))).toBe(true);
});

test("takes a word back on the page that the server refuses", async ({ page, request, consoleErrors }) => {
  await scan(page, await coverOf(request, ENGLISH.isbn));
  await page.route("**/feedback", (route) =>
    route.fulfill({ status: 404, json: { error: "There is no such scan.", code: "scan_not_found", requestId: "r" } }),
  );
  await button(sheet(page), "Right").click();
  await expect(sheet(page).getByRole("alert")).toContainText("Not taken. There is no such scan.");
  await expect(button(sheet(page), "Right")).toBeVisible();
  expect(consoleErrors.splice(0).every((error) => error.includes("404"))).toBe(true);
});

test("a photo that its reader agrees to have kept becomes a view of the book once a moderator accepts it", async ({
  page,
  request,
  browser,
}) => {
  test.setTimeout(120_000);
  const picture = await newFront(request);
  await signUp(page, "/history");
  await scan(page, picture);
  const first = sheet(page).getByRole("listitem").getByRole("button").first();
  const title = (await first.locator("span span").first().textContent()) ?? "";
  // To look at what only looks alike is to say nothing.
  const said: string[] = [];
  page.on("request", (sent) => sent.url().endsWith("/feedback") && said.push(sent.url()));
  await first.click();
  await expect(sheet(page).getByText(ASKED)).toBeVisible();
  await button(sheet(page), "No, go back").click();
  await expect(sheet(page).getByRole("heading", { name: NEW_TO_US })).toBeVisible();
  expect(said).toEqual([]);
  await first.click();
  expect(await feedbackWhen(page, () => button(sheet(page), "Yes").click())).toMatchObject({
    verdict: "confirmed",
    has_photo: false,
  });
  const consent = sheet(page).getByRole("checkbox", { name: CONSENT });
  expect(await feedbackWhen(page, () => consent.check())).toMatchObject({ verdict: "confirmed", has_photo: true });
  await expect(sheet(page).getByText("Your photo was sent.")).toBeVisible();
  await button(sheet(page), "Scan next").click();
  await page.goto("/history");
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(1);
  await expect(page.getByRole("main").getByRole("listitem")).toContainText(title);

  const moderator = await openAsLibrarian(browser, "/admin/feedback");
  await expectAccessible(moderator);
  await addNewest(moderator, title, picture, { status: "match", title });

  // The next reader knows better: now two books have this front, and nobody can be sure.
  await scan(page, picture);
  await expect(sheet(page).getByRole("heading", { name: title })).toBeVisible();
  await feedbackWhen(page, () => button(sheet(page), "Wrong book").click());
  // Editions come first; the others stand below them.
  const second = sheet(page).getByRole("listitem").getByRole("button").last();
  expect(await feedbackWhen(page, () => second.click())).toMatchObject({ has_photo: false });
  const other = (await sheet(page).getByRole("heading", { level: 2 }).textContent()) ?? "";
  await feedbackWhen(page, () => sheet(page).getByRole("checkbox", { name: CONSENT }).check());
  await addNewest(moderator, other, picture, { status: "unsure" });

  await button(sheet(page), "Scan next").click();
  await scan(page, picture);
  await expect(sheet(page).getByRole("heading", { name: "Which of these is it?" })).toBeVisible();
  const choice = sheet(page).getByRole("listitem").getByRole("button").filter({ hasText: other });
  expect(await feedbackWhen(page, () => choice.click())).toMatchObject({ verdict: "confirmed" });
  expect(await feedbackWhen(page, () => button(sheet(page), "Undo").click())).toBeNull();
  expect(await feedbackWhen(page, () => button(sheet(page), "It is none of these").click())).toMatchObject({
    verdict: "not_in_list",
  });
  await moderator.context().close();
});

test("a photo that nobody knew is tied to the book that its reader finds by searching, and is known from then on", async ({
  page,
  request,
  browser,
}) => {
  test.setTimeout(120_000);
  const picture = await newFront(request);
  await signUp(page, "/history");
  await scan(page, picture);
  await expect(sheet(page).getByRole("heading", { name: NEW_TO_US })).toBeVisible();
  await searchElsewhere(page, MOBY.title);
  await expectAccessible(page);
  const place = page.getByRole("region", { name: "Your photo" });
  await expect(place.getByRole("img", { name: "Your photo" })).toBeVisible();
  await expect(place.getByText(ASKED)).toBeVisible();
  expect(await feedbackWhen(page, () => button(place, "Yes").click())).toMatchObject({
    verdict: "confirmed",
    isbn: null,
    right_isbn: MOBY.isbn,
    has_photo: false,
  });
  await expect(page.getByText("Noted: this is the book.")).toBeFocused();
  const consent = page.getByRole("checkbox", { name: CONSENT });
  await expect(consent).not.toBeChecked();
  expect(await feedbackWhen(page, () => consent.check())).toMatchObject({ right_isbn: MOBY.isbn, has_photo: true });
  await expect(page.getByText("Your photo was sent.")).toBeVisible();
  await expectAccessible(page);
  await page.goto("/history");
  await expect(page.getByRole("main").getByRole("listitem")).toContainText(MOBY.title);
  await expect(page.getByText("Your last photo")).toBeHidden();

  const moderator = await openAsLibrarian(browser, "/admin/feedback");
  await addNewest(moderator, MOBY.title, picture, { status: "match", isbn: MOBY.isbn });
  await moderator.context().close();
});

test("a photo that nobody knew is tied to the book whose number is typed, and what is said there can be taken back", async ({
  page,
  request,
}) => {
  await scan(page, await newFront(request));
  await button(sheet(page), "Type the ISBN").click();
  await typeIsbn(page, ENGLISH.isbn);
  await expect(sheet(page).getByRole("heading", { name: ENGLISH.title })).toBeVisible();
  await button(sheet(page), "No").click();
  await expect(sheet(page).getByText("Noted: it is another book.")).toBeFocused();
  await button(sheet(page), "Scan next").click();

  await typeIsbn(page, MOBY.isbn);
  const tie = () => feedbackWhen(page, () => button(sheet(page), "Yes").click());
  expect(await tie()).toMatchObject({ verdict: "confirmed", right_isbn: MOBY.isbn });
  expect(await feedbackWhen(page, () => button(sheet(page), "Undo").click())).toBeNull();
  expect(await tie()).toMatchObject({ right_isbn: MOBY.isbn });
  await button(sheet(page), "Scan next").click();
  await typeIsbn(page, SPANISH.isbn);
  await expect(sheet(page).getByRole("heading", { name: SPANISH.title })).toBeVisible();
  await expect(sheet(page).getByText(ASKED)).toBeHidden();
});

test("a photo that nobody knew is tied to the book that came from another catalogue meanwhile", async ({
  page,
  request,
}) => {
  await scan(page, await newFront(request));
  await button(sheet(page), "Type the ISBN").click();
  // Once the sheet has gone, and no sooner, keys go there.
  await expect(page.getByLabel("Or type the ISBN")).toBeFocused();
  await typeIsbn(page, ELSEWHERE.isbn);
  await expect(sheet(page).getByRole("heading", { name: ELSEWHERE.title })).toBeVisible({ timeout: 20_000 });
  expect(await feedbackWhen(page, () => button(sheet(page), "Yes").click())).toMatchObject({
    verdict: "confirmed",
    right_isbn: ELSEWHERE.name,
  });
});

test("a reader who took the answer for wrong finds the right book by its title, without leaving the photo", async ({
  page,
  request,
}) => {
  await scan(page, await coverOf(request, ENGLISH.isbn));
  await feedbackWhen(page, () => button(sheet(page), "Wrong book").click());
  const headings = sheet(page).getByRole("heading", { level: 3 });
  await expect(headings.first()).toHaveText("Another edition of it");
  await sheet(page).getByRole("searchbox", { name: "Title or author" }).fill("no such book anywhere");
  await expect(sheet(page).getByText("The catalogue has nothing for")).toBeVisible();
  await sheet(page).getByRole("searchbox", { name: "Title or author" }).fill(MOBY.title);
  const hit = sheet(page).getByRole("button", { name: MOBY.title });
  expect(await feedbackWhen(page, () => hit.first().click())).toMatchObject({
    verdict: "rejected",
    isbn: ENGLISH.name,
    right_isbn: MOBY.isbn,
  });
  await expect(sheet(page).getByRole("heading", { name: MOBY.title })).toBeVisible();
});

test("an answer is there again after going back, and after looking elsewhere", async ({ page, request }) => {
  await signUp(page, "/history");
  await scan(page, await newFront(request));
  await searchElsewhere(page, MOBY.title);
  await page.goBack();
  await page.goBack();
  await expect(sheet(page).getByRole("heading", { name: NEW_TO_US })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet(page)).toBeHidden();

  await page.goto("/history");
  await expect(page.getByRole("heading", { name: "Your last photo was not recognised" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Show again" }).click();
  await expect(sheet(page).getByRole("heading", { name: NEW_TO_US })).toBeVisible();
  await expect(page).toHaveURL("/");
  await feedbackWhen(page, async () => {
    await sheet(page).getByRole("listitem").getByRole("button").first().click();
    await button(sheet(page), "Yes").click();
  });
  const title = (await sheet(page).getByRole("heading", { level: 2 }).textContent()) ?? "";
  await sheet(page).getByRole("link", { name: "Book page" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  await page.goBack();
  await expect(sheet(page).getByText("Noted: this is the book.")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.goto("/");
  await expect(sheet(page)).toBeHidden();
  await page.getByRole("button", { name: "Show again" }).click();
  await expect(sheet(page).getByRole("heading", { name: title })).toBeVisible();
});

test("the next person at the same browser finds nothing of the reader's photo", async ({ page, request }) => {
  await signUp(page, "/account");
  await scan(page, await newFront(request));
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("/");
  await page.goto(`/book/${MOBY.isbn}`);
  await whenReady(page);
  await expect(page.getByText(ASKED)).toBeHidden();
  expect(await page.evaluate(() => sessionStorage.getItem("ridizi:answers:1"))).toBeNull();
});

test("of a photo of a book on a table only the cover is added, as it was shown, and can be taken away", async ({
  page,
  request,
  browser,
}) => {
  const cover = await coverOf(request, ENGLISH.isbn);
  await scan(page, await simulatePhoto(cover, { angle: 20, background: "clutter", fill: 0.6 }));
  await feedbackWhen(page, () => button(sheet(page), "Right").click());
  await feedbackWhen(page, () => sheet(page).getByRole("checkbox", { name: CONSENT }).check());

  const moderator = await openAsLibrarian(browser, "/admin/feedback");
  await whenReady(moderator);
  const entry = moderator.getByRole("article").first();
  const straight = entry.getByRole("img", { name: /^The cover in the photo, straightened/ });
  await expect(straight).toBeVisible();
  const found = await straight.getAttribute("src");
  await button(entry, "Adjust the corners").click();
  const corner = entry.getByRole("button", { name: /^Top left corner/ });
  await corner.focus();
  await moderator.keyboard.press("ArrowRight");
  await expect.poll(() => straight.getAttribute("src")).not.toBe(found);
  await expectAccessible(moderator);
  const handle = await corner.boundingBox();
  if (!handle) throw new Error("the handle is nowhere");
  const moved = await straight.getAttribute("src");
  await moderator.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
  await moderator.mouse.down();
  await moderator.mouse.move(handle.x + handle.width / 2 + 12, handle.y + handle.height / 2 + 9, { steps: 4 });
  await moderator.mouse.up();
  await expect.poll(() => straight.getAttribute("src")).not.toBe(moved);
  await expect(button(entry, "Add as a further view")).toBeEnabled();
  const added = (await straight.getAttribute("src"))?.split(",")[1];
  await button(entry, "Add as a further view").click();
  await expect(moderator.getByText(`“${ENGLISH.title}” is now found by this photo too`)).toBeVisible();

  await moderator.goto("/admin/feedback/views");
  await whenReady(moderator);
  await expectAccessible(moderator);
  const view = moderator.getByRole("main").getByRole("listitem").first();
  const kept = await view.getByRole("img", { name: `A further view of ${ENGLISH.title}` }).getAttribute("src");
  expect((await (await moderator.request.get(kept ?? "")).body()).toString("base64")).toBe(added);
  await button(view, "Take away").click();
  const question = moderator.getByRole("alertdialog", { name: "Take this view away?" });
  await expectAccessible(moderator);
  await button(question, "Keep it").click();
  await expect(question).toBeHidden();
  await expect(view.getByRole("img", { name: `A further view of ${ENGLISH.title}` })).toBeVisible();
  await button(view, "Take away").click();
  await button(question, "Take away").click();
  await expect(moderator.getByText("Taken away. Its file will be deleted")).toBeVisible();
  await expect(moderator.locator(`img[src="${kept}"]`)).toBeHidden();
  expect((await moderator.request.get(kept ?? "")).status()).toBe(404);
  await moderator.context().close();
});

test("what readers said is for moderators' eyes alone", async ({ page, request, consoleErrors }) => {
  await page.goto("/admin/feedback");
  await page.waitForURL(/\/sign-in\?next=%2Fadmin%2Ffeedback/);
  expect((await request.get("/api/v1/admin/feedback/1/photo")).status()).toBe(401);

  await signUp(page, "/account");
  await expect(page.getByRole("link", { name: "Feedback" })).toBeHidden();
  expect((await page.goto("/admin/feedback"))?.status()).toBe(404);
  expect((await page.goto("/admin/feedback/views"))?.status()).toBe(404);
  for (const id of ["1", "2", "x"]) {
    for (const picture of ["photo", "straightened"])
      expect((await page.request.get(`/api/v1/admin/feedback/${id}/${picture}`)).status()).toBe(403);
  }
  expect(consoleErrors.splice(0).every((error) => error.includes("404"))).toBe(true);
});

test("a moderator finds the page, dismisses a photo and sees no more of it", async ({ page, request, browser }) => {
  await scan(page, await coverOf(request, ENGLISH.isbn));
  await feedbackWhen(page, () => button(sheet(page), "Wrong book").click());
  await feedbackWhen(page, () => button(sheet(page), "The book is right, its picture here is wrong").click());
  const said = await feedbackWhen(page, () => sheet(page).getByRole("checkbox", { name: CONSENT }).check());
  expect(said).toMatchObject({ verdict: "bad_cover", has_photo: true });

  const moderator = await openAsLibrarian(browser, "/admin/feedback");
  await moderator.goto("/account");
  await moderator.getByRole("link", { name: "Feedback" }).click();
  await moderator.waitForURL("/admin/feedback");
  await whenReady(moderator);
  const entry = moderator.getByRole("article").first();
  await expect(entry).toContainText("Wrong cover picture");
  const photo = await entry.getByRole("img", { name: /^The reader’s photo/ }).getAttribute("src");
  const served = await moderator.request.get(photo ?? "");
  expect([served.status(), served.headers()["cache-control"]]).toEqual([200, "private, no-store"]);
  await button(entry, "Dismiss").click();
  await expect(moderator.getByText("Dismissed, and the photo will be deleted")).toBeVisible();
  await expect(moderator.locator(`img[src="${photo}"]`)).toBeHidden();
  expect((await moderator.request.get(photo ?? "")).status()).toBe(404);
  await moderator.context().close();
});
