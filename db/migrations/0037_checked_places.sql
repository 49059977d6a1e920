ALTER TABLE `copies` ADD `seen_at` datetime(3);--> statement-breakpoint
ALTER TABLE `copies` ADD `seen_place_id` int;--> statement-breakpoint
ALTER TABLE `places` ADD `check_began_at` datetime(3);--> statement-breakpoint
ALTER TABLE `places` ADD `checked_at` datetime(3);--> statement-breakpoint
ALTER TABLE `copies` ADD CONSTRAINT `copies_seen_place_id_places_id_fk` FOREIGN KEY (`seen_place_id`) REFERENCES `places`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `copies_seen` ON `copies` (`seen_place_id`);