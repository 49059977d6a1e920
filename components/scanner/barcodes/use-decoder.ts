"use client";

import { useEffect, useState } from "react";
import type { BarcodeDecoder } from "../decoders/barcode-decoder";
import { DecoderKeeper } from "../decoders/decoder-keeper";

/** One decoder for the page, loaded when first asked for and closed when the page is left. Ask anew for each picture. */
export function useDecoder(): () => Promise<BarcodeDecoder> {
  const [keeper] = useState(() => new DecoderKeeper());
  useEffect(() => () => keeper.close(), [keeper]);
  return keeper.get;
}
