import { checkDigit13 } from "@/lib/catalog/rules";

/** Seven modules a digit: set L (odd parity), from which the two others follow. */
const LEFT = [
  "0001101",
  "0011001",
  "0010011",
  "0111101",
  "0100011",
  "0110001",
  "0101111",
  "0111011",
  "0110111",
  "0001011",
];
/** Which of the six left digits are of set G; this is how the first digit of thirteen is written. */
const PARITY = ["LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL"];

const inverted = (bits: string) => bits.replace(/./g, (bit) => (bit === "1" ? "0" : "1"));
const reversed = (bits: string) => [...bits].reverse().join("");

/**
 * The 95 modules of an EAN-13 symbol, "1" for a bar. Takes thirteen digits with a right check digit;
 * anything else is a RangeError: a code that no scanner reads must not be printed.
 */
export function ean13Modules(code: string): string {
  const digits = [...code].map(Number);
  if (!/^\d{13}$/.test(code) || checkDigit13(code.slice(0, 12)) !== code[12])
    throw new RangeError(`not an EAN-13: ${code}`);
  const [first = 0, ...rest] = digits;
  const encoded = rest.map((digit, i) => {
    const odd = LEFT[digit] ?? "";
    if (i >= 6) return inverted(odd);
    return PARITY[first]?.[i] === "G" ? reversed(inverted(odd)) : odd;
  });
  return `101${encoded.slice(0, 6).join("")}01010${encoded.slice(6).join("")}101`;
}

/** Which of the five digits beside a code are of set G; this is how their check digit is written. */
const BESIDE_PARITY = ["GGLLL", "GLGLL", "GLLGL", "GLLLG", "LGGLL", "LLGGL", "LLLGG", "LGLGL", "LGLLG", "LLGLG"];

/** The 47 modules of the small code of five digits at the right of another (EAN-5), "1" for a bar. */
export function ean5Modules(code: string): string {
  if (!/^\d{5}$/.test(code)) throw new RangeError(`not five digits: ${code}`);
  const digits = [...code].map(Number);
  const check = digits.reduce((sum, digit, at) => sum + digit * (at % 2 === 0 ? 3 : 9), 0) % 10;
  const encoded = digits.map((digit, at) => {
    const odd = LEFT[digit] ?? "";
    return BESIDE_PARITY[check]?.[at] === "G" ? reversed(inverted(odd)) : odd;
  });
  return `1011${encoded.join("01")}`;
}
