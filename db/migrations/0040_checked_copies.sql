CREATE TABLE `checked_copies` (
	`place_id` int NOT NULL,
	`copy_id` int NOT NULL,
	CONSTRAINT `checked_copies_place_id_copy_id_pk` PRIMARY KEY(`place_id`,`copy_id`)
);
--> statement-breakpoint
ALTER TABLE `checked_copies` ADD CONSTRAINT `checked_copies_place_id_places_id_fk` FOREIGN KEY (`place_id`) REFERENCES `places`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `checked_copies` ADD CONSTRAINT `checked_copies_copy_id_copies_id_fk` FOREIGN KEY (`copy_id`) REFERENCES `copies`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `checked_copies_copy` ON `checked_copies` (`copy_id`);--> statement-breakpoint
-- What finished checks are of so far is told by when copies were made.
INSERT INTO `checked_copies` (`place_id`, `copy_id`)
WITH RECURSIVE `below` AS (
	SELECT `id` AS `root_id`, `id` AS `place_id`, `checked_at` FROM `places` WHERE `checked_at` >= `check_began_at`
	UNION ALL
	SELECT `below`.`root_id`, `places`.`id`, `below`.`checked_at` FROM `below` JOIN `places` ON `places`.`parent_id` = `below`.`place_id`
)
SELECT `below`.`root_id`, `copies`.`id` FROM `below` JOIN `copies` ON `copies`.`place_id` = `below`.`place_id` WHERE `copies`.`created_at` <= `below`.`checked_at`;
