import { notFound, redirect } from "next/navigation";
import { loadPlaceOfLabel } from "@/lib/copies/loaders";
import { placeHref } from "@/lib/copies/schema";

/** Where the code on a label leads: to the place, for who lives there. For everybody else there is nothing here. */
export default async function LabelPage({ params }: { params: Promise<{ code: string }> }) {
  const place = await loadPlaceOfLabel((await params).code);
  if (!place) notFound();
  redirect(placeHref(place.id));
}
