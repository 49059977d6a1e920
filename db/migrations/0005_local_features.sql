CREATE TABLE `local_features` (
	`id` int unsigned AUTO_INCREMENT NOT NULL,
	`cover_id` int,
	`extractor` varchar(40) NOT NULL,
	`seq` bigint NOT NULL,
	`features` mediumblob,
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `local_features_id` PRIMARY KEY(`id`),
	CONSTRAINT `local_features_cover_extractor` UNIQUE(`cover_id`,`extractor`),
	CONSTRAINT `local_features_seq` UNIQUE(`seq`)
);
--> statement-breakpoint
ALTER TABLE `local_features` ADD CONSTRAINT `local_features_cover_id_covers_id_fk` FOREIGN KEY (`cover_id`) REFERENCES `covers`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `local_features_extractor_seq` ON `local_features` (`extractor`,`seq`);