CREATE TABLE `spare_covers` (
	`id` int AUTO_INCREMENT NOT NULL,
	`book_id` int NOT NULL,
	`state` varchar(10) NOT NULL,
	`source` varchar(30) NOT NULL,
	`provider` varchar(60),
	`sha256` varchar(64) NOT NULL,
	`mime` varchar(30) NOT NULL,
	`width` int NOT NULL,
	`height` int NOT NULL,
	`bytes` int NOT NULL,
	`phash` varchar(16),
	`was_primary` boolean NOT NULL DEFAULT false,
	`was_chosen` boolean NOT NULL DEFAULT false,
	`user_id` int,
	`decided_by_id` int,
	`decided_at` datetime(3),
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `spare_covers_id` PRIMARY KEY(`id`),
	CONSTRAINT `spare_covers_once` UNIQUE(`book_id`,`sha256`)
);
--> statement-breakpoint
ALTER TABLE `covers` ADD `phash` varchar(16);--> statement-breakpoint
ALTER TABLE `covers` ADD `provider` varchar(60);--> statement-breakpoint
ALTER TABLE `covers` ADD `is_chosen` boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `spare_covers` ADD CONSTRAINT `spare_covers_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `spare_covers` ADD CONSTRAINT `spare_covers_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `spare_covers` ADD CONSTRAINT `spare_covers_decided_by_id_users_id_fk` FOREIGN KEY (`decided_by_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `spare_covers_sha256` ON `spare_covers` (`sha256`);--> statement-breakpoint
CREATE INDEX `spare_covers_state` ON `spare_covers` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `spare_covers_user` ON `spare_covers` (`user_id`);--> statement-breakpoint
CREATE INDEX `spare_covers_decided_by` ON `spare_covers` (`decided_by_id`);--> statement-breakpoint
CREATE INDEX `covers_phash` ON `covers` (`phash`);