ALTER TABLE `collections` MODIFY COLUMN `owner_id` int;--> statement-breakpoint
ALTER TABLE `collections` ADD `former_owner_id` int;--> statement-breakpoint
ALTER TABLE `collections` ADD `deleted_at` datetime(3);--> statement-breakpoint
ALTER TABLE `collections` ADD CONSTRAINT `collections_former_owner_id_users_id_fk` FOREIGN KEY (`former_owner_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `collections_former_owner` ON `collections` (`former_owner_id`,`deleted_at`);--> statement-breakpoint
CREATE INDEX `collections_deleted` ON `collections` (`deleted_at`);