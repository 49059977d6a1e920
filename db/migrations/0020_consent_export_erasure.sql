CREATE TABLE `consents` (
	`id` int AUTO_INCREMENT NOT NULL,
	`user_id` int NOT NULL,
	`purpose` varchar(40) NOT NULL,
	`version` int NOT NULL,
	`given_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`ended_at` datetime(3),
	`ended_by` varchar(10),
	`held_purpose` varchar(40) GENERATED ALWAYS AS (if(ended_at is null, purpose, null)) VIRTUAL,
	CONSTRAINT `consents_id` PRIMARY KEY(`id`),
	CONSTRAINT `consents_held` UNIQUE(`user_id`,`held_purpose`)
);
--> statement-breakpoint
CREATE TABLE `data_exports` (
	`id` varchar(36) NOT NULL,
	`user_id` int NOT NULL,
	`state` varchar(10) NOT NULL DEFAULT 'waiting',
	`parts_done` int NOT NULL DEFAULT 0,
	`parts` int NOT NULL DEFAULT 0,
	`bytes` bigint,
	`downloads` int NOT NULL DEFAULT 0,
	`requested_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`moved_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`expires_at` datetime(3),
	`present_user_id` int GENERATED ALWAYS AS (if(state in ('waiting', 'running', 'ready'), user_id, null)) VIRTUAL,
	CONSTRAINT `data_exports_id` PRIMARY KEY(`id`),
	CONSTRAINT `data_exports_one` UNIQUE(`present_user_id`)
);
--> statement-breakpoint
ALTER TABLE `users` ADD `erasure_due_at` datetime(3);--> statement-breakpoint
ALTER TABLE `covers` ADD `user_id` int;--> statement-breakpoint
ALTER TABLE `scan_photos` ADD `consent_version` int DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `consents` ADD CONSTRAINT `consents_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `data_exports` ADD CONSTRAINT `data_exports_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `data_exports_user` ON `data_exports` (`user_id`);--> statement-breakpoint
CREATE INDEX `data_exports_state` ON `data_exports` (`state`,`moved_at`);--> statement-breakpoint
ALTER TABLE `covers` ADD CONSTRAINT `covers_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `users_erasure` ON `users` (`erasure_due_at`);--> statement-breakpoint
CREATE INDEX `covers_user` ON `covers` (`user_id`);