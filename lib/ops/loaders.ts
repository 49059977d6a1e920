import "server-only";
import { loader } from "@/lib/accounts/loader";
import { getJobBoard } from "./queries";

/** How the work behind the site stands. */
export const loadJobBoard = loader("admin", "/admin/jobs", () => getJobBoard(new Date()));
