CREATE TABLE `security_incident_accounts` (
	`incident_id` int NOT NULL,
	`user_id` int NOT NULL,
	`notified_at` datetime(3),
	`read_at` datetime(3),
	CONSTRAINT `security_incident_accounts_pk` PRIMARY KEY(`incident_id`,`user_id`)
);
--> statement-breakpoint
CREATE TABLE `security_incident_notes` (
	`id` int AUTO_INCREMENT NOT NULL,
	`incident_id` int NOT NULL,
	`author_id` int,
	`written_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`text` text NOT NULL,
	CONSTRAINT `security_incident_notes_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `security_incidents` (
	`id` int AUTO_INCREMENT NOT NULL,
	`cause` varchar(30) NOT NULL,
	`subject` varchar(100) NOT NULL,
	`day` date NOT NULL,
	`severity` varchar(10) NOT NULL,
	`state` varchar(15) NOT NULL DEFAULT 'open',
	`title` varchar(200),
	`figures` json NOT NULL,
	`opened_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`last_seen_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`closed_at` datetime(3),
	`review` text,
	`notice` text,
	CONSTRAINT `security_incidents_id` PRIMARY KEY(`id`),
	CONSTRAINT `one_incident_a_day` UNIQUE(`cause`,`subject`,`day`)
);
--> statement-breakpoint
ALTER TABLE `security_incident_accounts` ADD CONSTRAINT `security_incident_accounts_incident_id_security_incidents_id_fk` FOREIGN KEY (`incident_id`) REFERENCES `security_incidents`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `security_incident_accounts` ADD CONSTRAINT `security_incident_accounts_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `security_incident_notes` ADD CONSTRAINT `security_incident_notes_incident_id_security_incidents_id_fk` FOREIGN KEY (`incident_id`) REFERENCES `security_incidents`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `security_incident_notes` ADD CONSTRAINT `security_incident_notes_author_id_users_id_fk` FOREIGN KEY (`author_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `security_incident_accounts_user` ON `security_incident_accounts` (`user_id`,`read_at`);--> statement-breakpoint
CREATE INDEX `security_incident_notes_incident` ON `security_incident_notes` (`incident_id`);--> statement-breakpoint
CREATE INDEX `security_incident_notes_author` ON `security_incident_notes` (`author_id`);--> statement-breakpoint
CREATE INDEX `security_incidents_state` ON `security_incidents` (`state`,`last_seen_at`);