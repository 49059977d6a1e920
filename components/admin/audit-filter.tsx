import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import type { AuditSearch } from "@/lib/accounts/audit/schema";
import { actName } from "./audit-words";

/** Which lines are shown: a plain form, so that the address says it. */
export function AuditFilter({ search, acts }: { search: AuditSearch; acts: string[] }) {
  return (
    <form action="/admin/audit" className="mb-6 grid items-end gap-4 sm:grid-cols-[1fr_1fr_auto]">
      <Field label="Act" name="act">
        {(control) => (
          <Select {...control} defaultValue={search.act ?? ""}>
            <option value="">Every act</option>
            {acts.map((act) => (
              <option key={act} value={act}>
                {actName(act)} ({act.split(".")[0]})
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Done by" name="actor">
        {(control) => (
          <Input
            {...control}
            defaultValue={search.actor ?? ""}
            maxLength={50}
            placeholder="A username"
            autoComplete="off"
          />
        )}
      </Field>
      <Button type="submit" variant="secondary">
        Show
      </Button>
    </form>
  );
}
