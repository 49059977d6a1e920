CREATE TABLE `audit_head` (
	`id` int NOT NULL,
	`sequence` bigint NOT NULL,
	`hash` varchar(64) NOT NULL,
	CONSTRAINT `audit_head_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `audit_log` (
	`sequence` bigint NOT NULL,
	`at` datetime(3) NOT NULL,
	`act` varchar(60) NOT NULL,
	`actor` varchar(36),
	`subject` varchar(100),
	`details` json NOT NULL,
	`previous_hash` varchar(64) NOT NULL,
	`hash` varchar(64) NOT NULL,
	CONSTRAINT `audit_log_sequence` PRIMARY KEY(`sequence`)
);
--> statement-breakpoint
ALTER TABLE `users` ADD `audit_ref` varchar(36);--> statement-breakpoint
UPDATE `users` SET `audit_ref` = uuid();--> statement-breakpoint
ALTER TABLE `users` MODIFY COLUMN `audit_ref` varchar(36) NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD CONSTRAINT `users_audit_ref` UNIQUE(`audit_ref`);--> statement-breakpoint
CREATE INDEX `audit_log_actor` ON `audit_log` (`actor`);--> statement-breakpoint
CREATE INDEX `audit_log_act` ON `audit_log` (`act`,`sequence`);