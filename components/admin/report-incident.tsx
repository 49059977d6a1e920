"use client";

import { Siren } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { tell } from "@/components/ui/tell";
import { reportIncidentAction } from "@/lib/ops/incidents/actions";
import { SEVERITIES, type Severity } from "@/lib/ops/incidents/schema";
import { SEVERITY_WORDS } from "./incident-words";

/** Opens an incident that no rule looks for. */
export function ReportIncident() {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const [isBusy, startTransition] = useTransition();

  function report(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const input = { title: String(given.get("title")), severity: given.get("severity") as Severity };
    startTransition(async () => {
      let incidentId = 0;
      const work = async () => {
        const result = await reportIncidentAction(input);
        if (result.ok) incidentId = result.incidentId;
        return result;
      };
      // The dialog goes with the page: closing it would be a step back.
      if (await tell({ done: "Opened", work })) router.push(`/admin/incidents/${incidentId}`);
    });
  }

  return (
    <>
      <Button variant="secondary" onClick={() => setOpen(true)}>
        <Siren aria-hidden="true" />
        Report an incident
      </Button>
      <Dialog open={isOpen} onOpenChange={setOpen}>
        <DialogContent title="Report an incident" description="A line is enough; notes and a review come afterwards.">
          <form onSubmit={report} className="grid gap-4">
            <Field label="What has happened?" name="title" required>
              {(control) => <Input {...control} maxLength={200} autoComplete="off" />}
            </Field>
            <Field label="How bad is it?" name="severity" required>
              {(control) => (
                <Select {...control} defaultValue="medium">
                  {SEVERITIES.map((severity) => (
                    <option key={severity} value={severity}>
                      {SEVERITY_WORDS[severity]}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Button type="submit" loading={isBusy}>
              Open the incident
            </Button>
          </form>
        </DialogContent>
      </Dialog>
    </>
  );
}
