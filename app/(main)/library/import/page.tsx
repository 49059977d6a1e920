import type { Metadata } from "next";
import { ImportHome } from "@/components/transfers/import-home";
import { loadImports } from "@/lib/transfers/loaders";

export const metadata: Metadata = { title: "Import and export" };

export default async function ImportsPage() {
  return <ImportHome imports={await loadImports()} />;
}
