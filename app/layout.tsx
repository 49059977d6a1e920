import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { StyleNonce } from "@/components/layout/style-nonce";
import { Toaster } from "@/components/ui/toast";
import { fontVariables } from "./fonts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Ridizi", template: "%s · Ridizi" },
  description: "Point your phone at a book and know it: scan covers and barcodes, keep your collections.",
  applicationName: "Ridizi",
  appleWebApp: { capable: true, title: "Ridizi", statusBarStyle: "default" },
  formatDetection: { telephone: false },
};

// The grounds of globals.css, for the browser's own bars.
const GROUND = { light: "#f2f6f4", dark: "#0a1210" };

/** The reader's choice, kept by ThemeToggle in a cookie; without one the device decides. */
async function readTheme(): Promise<"light" | "dark" | undefined> {
  const theme = (await cookies()).get("theme")?.value;
  return theme === "light" || theme === "dark" ? theme : undefined;
}

export async function generateViewport(): Promise<Viewport> {
  const theme = await readTheme();
  return {
    width: "device-width",
    initialScale: 1,
    viewportFit: "cover",
    colorScheme: "light dark",
    themeColor: theme
      ? GROUND[theme]
      : [
          { media: "(prefers-color-scheme: light)", color: GROUND.light },
          { media: "(prefers-color-scheme: dark)", color: GROUND.dark },
        ],
  };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" data-theme={await readTheme()} className={fontVariables}>
      <body>
        <StyleNonce />
        {children}
        <Toaster />
      </body>
    </html>
  );
}
