CREATE TABLE `pending_covers` (
	`id` int AUTO_INCREMENT NOT NULL,
	`pending_id` int,
	`user_id` int,
	`sha256` varchar(64) NOT NULL,
	`mime` varchar(30) NOT NULL,
	`width` int NOT NULL,
	`height` int NOT NULL,
	`bytes` int NOT NULL,
	`phash` varchar(16),
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `pending_covers_id` PRIMARY KEY(`id`),
	CONSTRAINT `pending_covers_once` UNIQUE(`pending_id`,`user_id`)
);
--> statement-breakpoint
ALTER TABLE `pending_covers` ADD CONSTRAINT `pending_covers_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `pending_covers_sha256` ON `pending_covers` (`sha256`);--> statement-breakpoint
CREATE INDEX `pending_covers_user` ON `pending_covers` (`user_id`);--> statement-breakpoint
CREATE INDEX `pending_covers_time` ON `pending_covers` (`created_at`);