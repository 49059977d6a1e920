CREATE TABLE `etl_imports` (
	`file_hash` varchar(64) NOT NULL,
	`file_name` varchar(255) NOT NULL,
	`rows_done` int NOT NULL DEFAULT 0,
	`imported` int NOT NULL DEFAULT 0,
	`updated` int NOT NULL DEFAULT 0,
	`unchanged` int NOT NULL DEFAULT 0,
	`started_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`finished_at` datetime(3),
	CONSTRAINT `etl_imports_file_hash` PRIMARY KEY(`file_hash`)
);
--> statement-breakpoint
ALTER TABLE `books` ADD `series` json;