CREATE TABLE `collection_links` (
	`collection_id` int NOT NULL,
	`hash` varchar(64) NOT NULL,
	`sealed` varchar(200) NOT NULL,
	`names_owner` boolean NOT NULL DEFAULT false,
	`made_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `collection_links_collection_id` PRIMARY KEY(`collection_id`),
	CONSTRAINT `collection_links_hash` UNIQUE(`hash`)
);
--> statement-breakpoint
CREATE TABLE `collection_merges` (
	`id` int AUTO_INCREMENT NOT NULL,
	`owner_id` int NOT NULL,
	`kept_id` int NOT NULL,
	`gone_id` int NOT NULL,
	`name` varchar(100) NOT NULL,
	`icon` varchar(32) NOT NULL,
	`state` varchar(10) NOT NULL DEFAULT 'waiting',
	`before` json,
	`requested_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`ended_at` datetime(3),
	CONSTRAINT `collection_merges_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `collection_books` ADD `added_by_id` int;--> statement-breakpoint
ALTER TABLE `collection_books` ADD `position` double DEFAULT (timestampdiff(microsecond, '1970-01-01', utc_timestamp(3)) / 1000) NOT NULL;--> statement-breakpoint
UPDATE `collection_books` SET `position` = timestampdiff(microsecond, '1970-01-01', `added_at`) / 1000;--> statement-breakpoint
ALTER TABLE `collections` ADD `description` varchar(1000) DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `collections` ADD `sort` varchar(10) DEFAULT 'added' NOT NULL;--> statement-breakpoint
ALTER TABLE `collection_links` ADD CONSTRAINT `collection_links_collection_id_collections_id_fk` FOREIGN KEY (`collection_id`) REFERENCES `collections`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `collection_merges` ADD CONSTRAINT `collection_merges_owner_id_users_id_fk` FOREIGN KEY (`owner_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `collection_merges_owner` ON `collection_merges` (`owner_id`,`state`);--> statement-breakpoint
CREATE INDEX `collection_merges_end` ON `collection_merges` (`ended_at`);--> statement-breakpoint
ALTER TABLE `collection_books` ADD CONSTRAINT `collection_books_added_by_id_users_id_fk` FOREIGN KEY (`added_by_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `collection_books_position` ON `collection_books` (`collection_id`,`position`);--> statement-breakpoint
CREATE INDEX `collection_books_added_by` ON `collection_books` (`added_by_id`);