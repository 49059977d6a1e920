import { expect, test } from "./fixtures";
import { expectAccessible } from "./reader";

const HARRY_POTTER = "059035342X";

test("finds a book by a misspelt name and opens it", async ({ page }) => {
  await page.goto("/search");
  await expectAccessible(page);
  await page.getByRole("main").getByRole("searchbox").fill("hary poter");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?q=hary/);
  await expect(page.getByRole("link", { name: "Harry Potter and the Sorcerer's Stone" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Harry Potter and the Sorcerer's Stone" }).click();
  await page.waitForURL(`/book/${HARRY_POTTER}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Harry Potter and the Sorcerer's Stone");
  await expectAccessible(page);

  await page.goBack();
  await expect(page.getByRole("main").getByRole("searchbox")).toHaveValue("hary poter");
});

test.describe("before any script has come", () => {
  test.use({ javaScriptEnabled: false });

  test("search, genres and books work", async ({ page }) => {
    await page.goto("/search");
    await page.getByRole("main").getByRole("searchbox").fill("garcia marquez");
    await page.getByRole("main").getByRole("searchbox").press("Enter");
    await page.waitForURL(/q=garcia\+marquez/);
    await page.getByRole("link", { name: "Cien años de soledad" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Cien años de soledad");
    await page.getByRole("list", { name: "Genres" }).getByRole("link").first().click();
    await page.waitForURL(/q=genre/);
    await expect(page.getByRole("main").getByRole("listitem")).not.toHaveCount(0);
    await expect(page.getByRole("link", { name: "Sign in" }).first()).toBeVisible();
  });
});

test("teaches when nothing is found", async ({ page }) => {
  await page.goto("/search?q=zzxqj");
  await expect(page.getByText("Nothing found for “zzxqj”")).toBeVisible();
  await expectAccessible(page);
  await page.goto("/search?q=9780804429573");
  await expect(page.getByText("This ISBN is not in the catalogue yet")).toBeVisible();
  await page.goto("/search?q=9780804429574");
  await expect(page.getByText(/last digit does not fit/)).toBeVisible();
  await page.goto(`/search?q=${"x".repeat(500)}`);
  await expect(page.getByText("This is too long to look for")).toBeVisible();
  await page.goto("/search?q=a&q=b&shown=-1&from=abc");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Search");
});

for (const path of ["/api/search", "/api/v1/search"]) {
  test(`GET ${path} answers as the contract says`, async ({ request }) => {
    const found = await request.get(`${path}?q=harry+potter`);
    expect(found.status()).toBe(200);
    const books = await found.json();
    expect(books).toContainEqual({
      isbn: HARRY_POTTER,
      isbn13: "9780590353427",
      title: "Harry Potter and the Sorcerer's Stone",
      authors: ["J. K. Rowling"],
      cover_url: `/cover/${HARRY_POTTER}.jpg`,
      genres: expect.any(Array),
      year: expect.any(Number),
      language_code: "en",
    });
    expect(await (await request.get(`${path}?q=harry+potter&limit=2&offset=1`)).json()).toEqual(books.slice(1, 3));

    for (const [query, code, error] of [
      ["", "invalid_input", "q: No query provided"],
      ["?q=%20", "invalid_input", "q: No query provided"],
      [`?q=${"x".repeat(201)}`, "invalid_input", /200 characters/],
      ["?q=x&limit=51", "invalid_input", /./],
      ["?q=x&offset=-1", "invalid_input", /./],
    ] as const) {
      const refused = await request.get(`${path}${query}`);
      expect(refused.status()).toBe(400);
      expect(await refused.json()).toEqual({
        error: typeof error === "string" ? error : expect.stringMatching(error),
        code,
        requestId: expect.any(String),
      });
    }
  });
}

test("a book has one address, tells machines what it is, and says when it is unknown", async ({
  page,
  consoleErrors,
}) => {
  await page.goto("/book/978-0-590-35342-7");
  await expect(page).toHaveURL(`/book/${HARRY_POTTER}`);
  const data = JSON.parse((await page.locator('script[type="application/ld+json"]').textContent()) ?? "");
  expect(data).toMatchObject({ "@type": "Book", isbn: "9780590353427", author: [{ name: "J. K. Rowling" }] });
  await expect(page.locator('meta[property="og:type"]')).toHaveAttribute("content", "book");
  await expect(page.locator('link[rel="canonical"]')).toHaveAttribute("href", /\/book\/059035342X$/);
  await expect(page.getByText("Latin").first()).toBeHidden();
  await expect(page.getByRole("region", { name: "Other editions" }).getByRole("listitem")).not.toHaveCount(0);

  for (const [name, text] of [
    ["9780804429573", "This book is not in the catalogue yet"],
    ["9780804429574", "This is not the number of a book"],
    ["local%3A999999", "This book is not in the catalogue yet"],
    ["%25E0%25A4%25A", "This is not the number of a book"],
  ] as const) {
    const response = await page.goto(`/book/${name}`);
    expect(response?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(text);
  }
  await expectAccessible(page);
  expect(consoleErrors.splice(0).every((error) => error.includes("404"))).toBe(true);
});
