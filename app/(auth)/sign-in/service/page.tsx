import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { LastStepForm } from "@/components/accounts/last-step-form";
import { accountHref, nextPath } from "@/components/accounts/next-path";
import { PageHeader } from "@/components/layout/page-header";
import { loadLastStep, loadServiceName } from "@/lib/accounts/oidc/loaders";
import { getActor } from "@/lib/accounts/session";

export const metadata: Metadata = { title: "Sign in", robots: { index: false } };

type ServicePageProps = { searchParams: Promise<{ next?: string | string[] }> };

/** Where the service for signing in sends people back to: on, or to the last step that is still to come. */
export default async function ServicePage({ searchParams }: ServicePageProps) {
  const next = nextPath((await searchParams).next);
  if (await getActor()) redirect(next);
  const [step, serviceName = "single sign-on"] = await Promise.all([loadLastStep(), loadServiceName()]);
  if (!step) redirect(accountHref("sign-in", next));
  return (
    <>
      <PageHeader title="One more step" />
      <LastStepForm next={next} serviceName={serviceName} step={step} />
    </>
  );
}
