CREATE TABLE `import_rows` (
	`id` int AUTO_INCREMENT NOT NULL,
	`import_id` varchar(36) NOT NULL,
	`line` int NOT NULL,
	`raw` json NOT NULL,
	`parsed` json,
	`state` varchar(10) NOT NULL,
	`reason` varchar(40),
	`isbn` varchar(13),
	`book_id` int,
	`added` json,
	CONSTRAINT `import_rows_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `imports` (
	`id` varchar(36) NOT NULL,
	`user_id` int NOT NULL,
	`format` varchar(20) NOT NULL,
	`file_name` varchar(255),
	`state` varchar(10) NOT NULL DEFAULT 'preview',
	`facts` json NOT NULL,
	`options` json NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`started_at` datetime(3),
	`ended_at` datetime(3),
	`updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `imports_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `import_rows` ADD CONSTRAINT `import_rows_import_id_imports_id_fk` FOREIGN KEY (`import_id`) REFERENCES `imports`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `imports` ADD CONSTRAINT `imports_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `import_rows_state` ON `import_rows` (`import_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `import_rows_isbn` ON `import_rows` (`isbn`,`state`);--> statement-breakpoint
CREATE INDEX `imports_user` ON `imports` (`user_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `imports_created` ON `imports` (`created_at`);