import type { ImportableRecord } from "@/lib/catalog/records/schema";
import type { FailureReason } from "./http/schema";
import type { ProviderName, ProviderRecord, RecordPage } from "./providers/schema";

/** A provider that did not say whether it knows; `message` is for people, in English, and goes on after the provider's name. */
export type ProviderFailure = {
  source: ProviderName;
  reason: Exclude<FailureReason, "not_found">;
  message: string;
  /** When asking again makes sense, from now; null: nobody said. */
  retryAfterMs: number | null;
};

/** Fields of a record that are decided one by one. Year and ratings go with the field that they belong to. */
export const mergedFields = [
  "title",
  "subtitle",
  "authors",
  "pages",
  "publicationDate",
  "publisher",
  "languageCode",
  "description",
  "genres",
  "averageRating",
  "series",
  "workKey",
] as const;
export type MergedField = (typeof mergedFields)[number];

/**
 * Where a field's value comes from, and why that one: `only` nobody else had a value, `agreed` the most weighty agreement
 * of several, `trusted` they disagree and this source is believed more for this field.
 */
export type FieldOrigin = {
  source: ProviderName;
  /** All who say the same, `source` among them. */
  agreeing: ProviderName[];
  /** 0 to 1, below 1: judgement, not measured. */
  confidence: number;
  reason: "only" | "agreed" | "trusted";
};

/** One record of several, and of each field with a value where that is from. */
export type MergedRecord = {
  record: ImportableRecord;
  origins: Partial<Record<MergedField, FieldOrigin>>;
  /** Of the oldest record that went into it. */
  fetchedAt: Date;
  otherIsbns: string[];
};

/**
 * `found` at least one provider knows it · `not_found` all that could be asked answered and none does · `unanswered` none
 * knows it, and not all answered: ask again later, and conclude nothing · `offline` no provider may be asked.
 */
export type LookUpOutcome = "found" | "not_found" | "unanswered" | "offline";

export type IsbnLookUp = {
  isbn13: string;
  outcome: LookUpOutcome;
  /** Null unless found. */
  merged: MergedRecord | null;
  /** What each provider said, best first. */
  records: ProviderRecord[];
  failures: ProviderFailure[];
};

export type TitleLookUp = { records: ProviderRecord[]; failures: ProviderFailure[] };

export type PageLookUp = ({ ok: true } & RecordPage) | ({ ok: false } & ProviderFailure);

/** A picture that can be a cover: decoded once, large enough, not blank, no placeholder. */
export type CoverImage = {
  source: ProviderName;
  url: string;
  /** As they came; storing encodes them anew. */
  bytes: Buffer;
  /** Pixels, of the picture or of its copy of at most 768 a side. */
  width: number;
  height: number;
};

export type CoverRefusal = {
  source: ProviderName;
  url: string;
  reason: FailureReason | "not_a_picture" | "too_small" | "blank" | "placeholder" | "wrong_shape";
};

export type CoverLookUp = { images: CoverImage[]; refusals: CoverRefusal[] };

/** What the administrator sees of a provider's service. */
export type ServiceState = {
  name: string;
  /** `resting`: it has failed or asked us to wait, and is left alone until `restingUntil`. */
  state: "ready" | "resting";
  restingUntil: Date | null;
  reason: FailureReason | null;
};
