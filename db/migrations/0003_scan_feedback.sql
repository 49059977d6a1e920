CREATE TABLE `scan_feedback` (
	`id` int AUTO_INCREMENT NOT NULL,
	`scan_id` int NOT NULL,
	`verdict` varchar(20) NOT NULL,
	`book_id` int,
	`right_book_id` int,
	`note` varchar(500),
	`user_id` int,
	`state` varchar(20) NOT NULL DEFAULT 'open',
	`moderator_id` int,
	`moderated_at` datetime(3),
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `scan_feedback_id` PRIMARY KEY(`id`),
	CONSTRAINT `scan_feedback_once` UNIQUE(`scan_id`)
);
--> statement-breakpoint
CREATE TABLE `scan_photos` (
	`id` varchar(36) NOT NULL,
	`feedback_id` int,
	`cover_id` int,
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `scan_photos_id` PRIMARY KEY(`id`),
	CONSTRAINT `scan_photos_feedback` UNIQUE(`feedback_id`)
);
--> statement-breakpoint
ALTER TABLE `user_scans` ADD `scan_id` int;--> statement-breakpoint
ALTER TABLE `user_scans` ADD CONSTRAINT `user_scans_scan` UNIQUE(`scan_id`);--> statement-breakpoint
ALTER TABLE `scan_feedback` ADD CONSTRAINT `scan_feedback_scan_id_scan_logs_id_fk` FOREIGN KEY (`scan_id`) REFERENCES `scan_logs`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `scan_feedback` ADD CONSTRAINT `scan_feedback_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `scan_feedback` ADD CONSTRAINT `scan_feedback_right_book_id_books_id_fk` FOREIGN KEY (`right_book_id`) REFERENCES `books`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `scan_feedback` ADD CONSTRAINT `scan_feedback_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `scan_feedback` ADD CONSTRAINT `scan_feedback_moderator_id_users_id_fk` FOREIGN KEY (`moderator_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `scan_photos` ADD CONSTRAINT `scan_photos_feedback_id_scan_feedback_id_fk` FOREIGN KEY (`feedback_id`) REFERENCES `scan_feedback`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `scan_photos` ADD CONSTRAINT `scan_photos_cover_id_covers_id_fk` FOREIGN KEY (`cover_id`) REFERENCES `covers`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `scan_feedback_state` ON `scan_feedback` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `scan_feedback_user` ON `scan_feedback` (`user_id`);--> statement-breakpoint
CREATE INDEX `scan_feedback_book` ON `scan_feedback` (`book_id`);--> statement-breakpoint
CREATE INDEX `scan_feedback_right_book` ON `scan_feedback` (`right_book_id`);--> statement-breakpoint
CREATE INDEX `scan_feedback_moderator` ON `scan_feedback` (`moderator_id`);--> statement-breakpoint
CREATE INDEX `scan_photos_cover` ON `scan_photos` (`cover_id`);--> statement-breakpoint
CREATE INDEX `scan_photos_created` ON `scan_photos` (`created_at`);--> statement-breakpoint
ALTER TABLE `user_scans` ADD CONSTRAINT `user_scans_scan_id_scan_logs_id_fk` FOREIGN KEY (`scan_id`) REFERENCES `scan_logs`(`id`) ON DELETE set null ON UPDATE no action;