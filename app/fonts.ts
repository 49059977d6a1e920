import localFont from "next/font/local";

// Figtree is the voice of the interface, Literata (drawn for reading on screens) of the books.
// Each script is its own face with its own unicode-range: a page without Greek fetches no Greek.
// Only the Latin faces are preloaded and stand in for measuring; globals.css puts the others before them.

const figtree = localFont({
  src: "../node_modules/@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2",
  weight: "300 900",
  variable: "--font-figtree",
});

const figtreeExt = localFont({
  src: "../node_modules/@fontsource-variable/figtree/files/figtree-latin-ext-wght-normal.woff2",
  weight: "300 900",
  variable: "--font-figtree-ext",
  preload: false,
  adjustFontFallback: false,
  declarations: [
    {
      prop: "unicode-range",
      value:
        "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF",
    },
  ],
});

const literata = localFont({
  src: "../node_modules/@fontsource-variable/literata/files/literata-latin-wght-normal.woff2",
  weight: "200 900",
  variable: "--font-literata",
  adjustFontFallback: "Times New Roman",
});

const literataExt = localFont({
  src: "../node_modules/@fontsource-variable/literata/files/literata-latin-ext-wght-normal.woff2",
  weight: "200 900",
  variable: "--font-literata-ext",
  preload: false,
  adjustFontFallback: false,
  declarations: [
    {
      prop: "unicode-range",
      value:
        "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF",
    },
  ],
});

const literataCyrillic = localFont({
  src: "../node_modules/@fontsource-variable/literata/files/literata-cyrillic-wght-normal.woff2",
  weight: "200 900",
  variable: "--font-literata-cyrillic",
  preload: false,
  adjustFontFallback: false,
  declarations: [{ prop: "unicode-range", value: "U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116" }],
});

const literataGreek = localFont({
  src: "../node_modules/@fontsource-variable/literata/files/literata-greek-wght-normal.woff2",
  weight: "200 900",
  variable: "--font-literata-greek",
  preload: false,
  adjustFontFallback: false,
  declarations: [
    { prop: "unicode-range", value: "U+0370-0377,U+037A-037F,U+0384-038A,U+038C,U+038E-03A1,U+03A3-03FF" },
  ],
});

/** Class names for `<html>` that define the font variables which globals.css names. */
export const fontVariables = [figtree, figtreeExt, literata, literataExt, literataCyrillic, literataGreek]
  .map((font) => font.variable)
  .join(" ");
