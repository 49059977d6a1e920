ALTER TABLE `collections` ADD `library_id` int;--> statement-breakpoint
ALTER TABLE `collections` ADD CONSTRAINT `collections_library_id_libraries_id_fk` FOREIGN KEY (`library_id`) REFERENCES `libraries`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `collections_library` ON `collections` (`library_id`);