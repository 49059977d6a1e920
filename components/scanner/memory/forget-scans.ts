import { forgetRun } from "../modes/kept-run";
import { forgetPhone } from "../phone/kept-phone";
import { forgetAnswers } from "./kept-answers";

/** Nothing that was scanned is left in this tab, as for the next person who uses it. */
export function forgetScans(): void {
  forgetAnswers();
  forgetRun();
  forgetPhone();
}
