import { expect, test } from "./fixtures";
import { signUp, whenReady } from "./reader";

test("what is printed is dark on white, also for who reads in white on dark", async ({ page, baseURL }) => {
  await signUp(page, "/book/059035342X");
  const ink = () =>
    page.evaluate(() => {
      const [body, root] = [getComputedStyle(document.body), getComputedStyle(document.documentElement)];
      const lightness = ([red = 0, green = 0, blue = 0]: number[]) => red + green + blue;
      return [body.color, root.backgroundColor].map((colour) => lightness((colour.match(/\d+/g) ?? []).map(Number)));
    });
  await page.context().addCookies([{ name: "theme", value: "dark", url: baseURL ?? "" }]);
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto("/library");
    await whenReady(page);
    const [written = 0, ground = 0] = await ink();
    expect(written).toBeGreaterThan(ground);
    await page.emulateMedia({ colorScheme, media: "print" });
    const [printed = 0, paper = 0] = await ink();
    expect(printed).toBeLessThan(150);
    expect(paper).toBeGreaterThan(650);
    await page.emulateMedia({ colorScheme, media: "screen" });
  }
});
