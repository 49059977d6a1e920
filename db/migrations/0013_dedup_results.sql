CREATE TABLE `dedup_results` (
	`id` int AUTO_INCREMENT NOT NULL,
	`cover_id` int NOT NULL,
	`decision` varchar(20) NOT NULL,
	`reason` varchar(20) NOT NULL,
	`matched_cover_id` int,
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `dedup_results_id` PRIMARY KEY(`id`),
	CONSTRAINT `dedup_results_cover` UNIQUE(`cover_id`)
);
--> statement-breakpoint
ALTER TABLE `dedup_results` ADD CONSTRAINT `dedup_results_cover_id_covers_id_fk` FOREIGN KEY (`cover_id`) REFERENCES `covers`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `dedup_results` ADD CONSTRAINT `dedup_results_matched_cover_id_covers_id_fk` FOREIGN KEY (`matched_cover_id`) REFERENCES `covers`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `dedup_results_matched` ON `dedup_results` (`matched_cover_id`);