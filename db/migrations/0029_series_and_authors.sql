CREATE TABLE `authors` (
	`id` int AUTO_INCREMENT NOT NULL,
	`key` varchar(120) NOT NULL,
	`name` varchar(300) NOT NULL,
	`sort_name` varchar(250) NOT NULL,
	CONSTRAINT `authors_id` PRIMARY KEY(`id`),
	CONSTRAINT `authors_key` UNIQUE(`key`)
);
--> statement-breakpoint
CREATE TABLE `book_authors` (
	`book_id` int NOT NULL,
	`author_id` int NOT NULL,
	`name` varchar(300) NOT NULL,
	`place` smallint NOT NULL,
	CONSTRAINT `book_authors_book_id_author_id_pk` PRIMARY KEY(`book_id`,`author_id`)
);
--> statement-breakpoint
CREATE TABLE `book_series` (
	`book_id` int NOT NULL,
	`series_id` int NOT NULL,
	`name` varchar(300) NOT NULL,
	`position` decimal(7,2),
	`range_end` decimal(7,2),
	CONSTRAINT `book_series_book_id_series_id_pk` PRIMARY KEY(`book_id`,`series_id`)
);
--> statement-breakpoint
CREATE TABLE `series` (
	`id` int AUTO_INCREMENT NOT NULL,
	`key` varchar(120) NOT NULL,
	`name` varchar(300) NOT NULL,
	`sort_name` varchar(250) NOT NULL,
	CONSTRAINT `series_id` PRIMARY KEY(`id`),
	CONSTRAINT `series_key` UNIQUE(`key`)
);
--> statement-breakpoint
ALTER TABLE `books` ADD `sort_title` varchar(250) DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `books` ADD `sort_author` varchar(250) DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `book_search` ADD `version` smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `book_authors` ADD CONSTRAINT `book_authors_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `book_authors` ADD CONSTRAINT `book_authors_author_id_authors_id_fk` FOREIGN KEY (`author_id`) REFERENCES `authors`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `book_series` ADD CONSTRAINT `book_series_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `book_series` ADD CONSTRAINT `book_series_series_id_series_id_fk` FOREIGN KEY (`series_id`) REFERENCES `series`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `authors_sort_name` ON `authors` (`sort_name`);--> statement-breakpoint
CREATE INDEX `book_authors_author` ON `book_authors` (`author_id`);--> statement-breakpoint
CREATE INDEX `book_series_series` ON `book_series` (`series_id`);--> statement-breakpoint
CREATE INDEX `series_sort_name` ON `series` (`sort_name`);--> statement-breakpoint
CREATE INDEX `books_sort_title` ON `books` (`sort_title`);--> statement-breakpoint
CREATE INDEX `books_sort_author` ON `books` (`sort_author`);--> statement-breakpoint
CREATE INDEX `book_search_version` ON `book_search` (`version`);