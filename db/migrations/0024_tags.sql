CREATE TABLE `tags` (
	`id` int AUTO_INCREMENT NOT NULL,
	`user_id` int NOT NULL,
	`name` varchar(60) NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `tags_id` PRIMARY KEY(`id`),
	CONSTRAINT `tags_user_name` UNIQUE(`user_id`,`name`)
);
--> statement-breakpoint
CREATE TABLE `work_tags` (
	`id` int AUTO_INCREMENT NOT NULL,
	`tag_id` int NOT NULL,
	`work_id` int NOT NULL,
	`added_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `work_tags_id` PRIMARY KEY(`id`),
	CONSTRAINT `work_tags_once` UNIQUE(`tag_id`,`work_id`)
);
--> statement-breakpoint
ALTER TABLE `tags` ADD CONSTRAINT `tags_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `work_tags` ADD CONSTRAINT `work_tags_tag` FOREIGN KEY (`tag_id`) REFERENCES `tags`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `work_tags` ADD CONSTRAINT `work_tags_work_fk` FOREIGN KEY (`work_id`) REFERENCES `works`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `work_tags_work` ON `work_tags` (`work_id`);