import "server-only";
import QRCode from "qrcode";

/** A text as a QR code, black on white whatever the page looks like: the address of a picture, an SVG. */
export async function qrCodeOf(text: string): Promise<string> {
  const svg = await QRCode.toString(text, { type: "svg", errorCorrectionLevel: "M", margin: 2 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}
