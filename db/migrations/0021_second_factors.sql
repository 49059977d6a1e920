CREATE TABLE `identities` (
	`id` int AUTO_INCREMENT NOT NULL,
	`user_id` int NOT NULL,
	`issuer` varchar(255) NOT NULL,
	`subject` varchar(255) NOT NULL,
	`hash` varchar(64) NOT NULL,
	`name` varchar(100) NOT NULL,
	`linked_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`last_used_at` datetime(3),
	CONSTRAINT `identities_id` PRIMARY KEY(`id`),
	CONSTRAINT `identities_hash` UNIQUE(`hash`)
);
--> statement-breakpoint
CREATE TABLE `passkeys` (
	`id` varchar(36) NOT NULL,
	`user_id` int NOT NULL,
	`name` varchar(100) NOT NULL,
	`credential_id` varchar(1400) NOT NULL,
	`credential_hash` varchar(64) NOT NULL,
	`public_key` varchar(4000) NOT NULL,
	`counter` bigint NOT NULL,
	`transports` json NOT NULL,
	`user_handle` varchar(100) NOT NULL,
	`is_synced` boolean NOT NULL,
	`added_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`last_used_at` datetime(3),
	CONSTRAINT `passkeys_id` PRIMARY KEY(`id`),
	CONSTRAINT `passkeys_credential` UNIQUE(`credential_hash`)
);
--> statement-breakpoint
CREATE TABLE `recovery_codes` (
	`id` int AUTO_INCREMENT NOT NULL,
	`user_id` int NOT NULL,
	`hash` varchar(64) NOT NULL,
	`used_at` datetime(3),
	CONSTRAINT `recovery_codes_id` PRIMARY KEY(`id`),
	CONSTRAINT `recovery_codes_hash` UNIQUE(`user_id`,`hash`)
);
--> statement-breakpoint
CREATE TABLE `second_factors` (
	`user_id` int NOT NULL,
	`secret` varchar(255) NOT NULL,
	`confirmed_at` datetime(3),
	`last_step` int NOT NULL DEFAULT 0,
	`failures` int NOT NULL DEFAULT 0,
	`last_failed_at` datetime(3),
	CONSTRAINT `second_factors_user_id` PRIMARY KEY(`user_id`)
);
--> statement-breakpoint
ALTER TABLE `sessions` ADD `has_two_factors` boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `identities` ADD CONSTRAINT `identities_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `passkeys` ADD CONSTRAINT `passkeys_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `recovery_codes` ADD CONSTRAINT `recovery_codes_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `second_factors` ADD CONSTRAINT `second_factors_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `identities_user` ON `identities` (`user_id`);--> statement-breakpoint
CREATE INDEX `passkeys_user` ON `passkeys` (`user_id`);