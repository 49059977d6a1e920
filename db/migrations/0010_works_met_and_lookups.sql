CREATE TABLE `work_keys` (
	`id` int AUTO_INCREMENT NOT NULL,
	`work_key` varchar(120) NOT NULL,
	`work_id` int NOT NULL,
	CONSTRAINT `work_keys_id` PRIMARY KEY(`id`),
	CONSTRAINT `work_keys_work_key` UNIQUE(`work_key`)
);
--> statement-breakpoint
CREATE TABLE `book_lookups` (
	`id` int AUTO_INCREMENT NOT NULL,
	`book_id` int NOT NULL,
	`outcome` varchar(30) NOT NULL,
	`looked_up_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `book_lookups_id` PRIMARY KEY(`id`),
	CONSTRAINT `book_lookups_book` UNIQUE(`book_id`)
);
--> statement-breakpoint
CREATE TABLE `crawls` (
	`id` int AUTO_INCREMENT NOT NULL,
	`source` varchar(20) NOT NULL,
	`subject` varchar(100) NOT NULL,
	`next_from` int NOT NULL DEFAULT 0,
	`completed_at` datetime(3),
	`crawled_at` datetime(3),
	CONSTRAINT `crawls_id` PRIMARY KEY(`id`),
	CONSTRAINT `crawls_once` UNIQUE(`source`,`subject`)
);
--> statement-breakpoint
ALTER TABLE `etl_imports` ADD `repaired` int DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `etl_imports` ADD `rejected` int DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `work_keys` ADD CONSTRAINT `work_keys_work_id_works_id_fk` FOREIGN KEY (`work_id`) REFERENCES `works`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `book_lookups` ADD CONSTRAINT `book_lookups_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `work_keys_work` ON `work_keys` (`work_id`);