ALTER TABLE `daily_stats` ADD `total_covers` int DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `daily_stats` ADD `covers_added_today` int DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `daily_stats` ADD `jobs_done_today` int DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `daily_stats` ADD `counted_at` datetime(3) DEFAULT (utc_timestamp(3)) NOT NULL;