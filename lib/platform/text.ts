import { z } from "zod";

/** Signs that nobody sees, and marks that turn the reading direction of what follows: a text can pose as another by them. */
const HIDDEN = "\\u200b\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff";
const CONTROL = new RegExp(`(?![\\n\\t])[\\p{Cc}${HIDDEN}]`, "gu");

/** What a person wrote, without control characters and hidden signs; its lines and tabs stay. */
export const plainText = (text: string): string => text.replace(/\r\n?/g, "\n").replace(CONTROL, "");

/** The same of a name or a title, on one line; marks of direction help a text of several lines only. */
export const plainLine = (text: string): string =>
  plainText(text)
    .replace(/[\u200e\u200f]/g, "")
    .replace(/\s+/g, " ");

/** Text that comes in from a person, of several lines or of one: with these every schema begins that takes any. */
export const givenText = () => z.string().overwrite(plainText).trim();
export const givenLine = () => z.string().overwrite(plainLine).trim();
