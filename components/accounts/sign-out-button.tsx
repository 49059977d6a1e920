"use client";

import { LogOut } from "lucide-react";
import { signOut } from "next-auth/react";
import { useState } from "react";
import { forgetScans } from "@/components/scanner/memory/forget-scans";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { leaveFor } from "./start-session";

/** Ends the session of this browser. */
export function SignOutButton() {
  const [isPending, setPending] = useState(false);

  async function leave() {
    setPending(true);
    try {
      await signOut({ redirect: false });
      forgetScans();
      leaveFor("/");
    } catch {
      setPending(false);
      toast({ message: "There is no connection: you are still signed in.", tone: "problem" });
    }
  }

  return (
    <Button variant="secondary" loading={isPending} onClick={leave}>
      <LogOut aria-hidden="true" />
      Sign out
    </Button>
  );
}
