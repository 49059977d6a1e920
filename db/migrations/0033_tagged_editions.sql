ALTER TABLE `work_tags` ADD `book_id` int;--> statement-breakpoint
ALTER TABLE `work_tags` ADD CONSTRAINT `work_tags_book_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `work_tags_book` ON `work_tags` (`book_id`);