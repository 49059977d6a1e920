import { describe, expect, it } from "vitest";
import { isCommon } from "./adapters/common-passwords";
import { commonForms, isMonotonous } from "./rules";

const isGuessed = async (password: string) => isMonotonous(password) || (await isCommon(commonForms(password)));

describe("passwords that are tried first", () => {
  it.each([
    "password123",
    "Password2024!",
    "qwertyuiop",
    "1234567890",
    "1q2w3e4r5t",
    "ILOVEYOU!!!!",
    "abc123abc123",
    "aaaaaaaaaaaaaaaa",
    "abababababab",
    "!!!dragon1990",
    " letmein123 ",
    "ｐａｓｓｗｏｒｄ１２３",
  ])("are known without asking anybody: %s", async (password) => expect(await isGuessed(password)).toBe(true));

  it.each([
    "four words in a row",
    "correct horse battery",
    "ein Satz mit 🦔 darin",
    "kX9#mQ2$vL",
    "8361940275263",
    "7#9!2@4$0%3^love",
    "библиотека у моря",
  ])("do not include %s", async (password) => expect(await isGuessed(password)).toBe(false));

  it("are looked for in a time that does not grow with what somebody made up to be slow", async () => {
    const startedAt = performance.now();
    await isGuessed(`${"ab".repeat(99)}c`);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
