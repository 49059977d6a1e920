CREATE TABLE `first_account` (
	`id` int NOT NULL,
	`user_id` int NOT NULL,
	CONSTRAINT `first_account_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `invitations` (
	`id` int AUTO_INCREMENT NOT NULL,
	`hash` varchar(64) NOT NULL,
	`role` varchar(20) NOT NULL,
	`note` varchar(100),
	`made_by` int,
	`made_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`expires_at` datetime(3) NOT NULL,
	`used_at` datetime(3),
	`used_by` int,
	CONSTRAINT `invitations_id` PRIMARY KEY(`id`),
	CONSTRAINT `invitations_hash` UNIQUE(`hash`)
);
--> statement-breakpoint
CREATE TABLE `letters` (
	`id` varchar(36) NOT NULL,
	`kind` varchar(20) NOT NULL,
	`user_id` int,
	`address` varchar(254) NOT NULL,
	`hash` varchar(64),
	`asked_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`expires_at` datetime(3) NOT NULL,
	`sent_at` datetime(3),
	CONSTRAINT `letters_id` PRIMARY KEY(`id`),
	CONSTRAINT `letters_hash` UNIQUE(`hash`)
);
--> statement-breakpoint
ALTER TABLE `first_account` ADD CONSTRAINT `first_account_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `invitations` ADD CONSTRAINT `invitations_made_by_users_id_fk` FOREIGN KEY (`made_by`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `invitations` ADD CONSTRAINT `invitations_used_by_users_id_fk` FOREIGN KEY (`used_by`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `letters` ADD CONSTRAINT `letters_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `letters_user` ON `letters` (`user_id`,`kind`);--> statement-breakpoint
CREATE INDEX `letters_expiry` ON `letters` (`expires_at`);--> statement-breakpoint
CREATE INDEX `users_role` ON `users` (`role`);