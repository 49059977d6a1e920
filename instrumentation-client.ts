import { config } from "zod/v4/core";
import { bindPageKeys } from "@/components/layout/keys/page-keys";

// Zod tries whether it may compile its checks. Our policy forbids that, and each try stands as a violation in the browser's list.
config({ jitless: true });

// Here and not in the page: this runs before React takes it over, which on a slow day is a second later.
bindPageKeys();
