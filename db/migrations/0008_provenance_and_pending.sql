CREATE TABLE `book_changes` (
	`id` int AUTO_INCREMENT NOT NULL,
	`book_id` int NOT NULL,
	`field` varchar(30) NOT NULL,
	`kind` varchar(10) NOT NULL,
	`old_value` json NOT NULL,
	`new_value` json NOT NULL,
	`old_origin` json,
	`new_origin` json,
	`user_id` int,
	`undoes_id` int,
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `book_changes_id` PRIMARY KEY(`id`),
	CONSTRAINT `book_changes_undoes` UNIQUE(`undoes_id`)
);
--> statement-breakpoint
CREATE TABLE `book_proposals` (
	`id` int AUTO_INCREMENT NOT NULL,
	`book_id` int NOT NULL,
	`field` varchar(30) NOT NULL,
	`value` json NOT NULL,
	`value_hash` varchar(64) NOT NULL,
	`source` varchar(60) NOT NULL,
	`confidence` float NOT NULL,
	`said_at` datetime(3) NOT NULL,
	`state` varchar(10) NOT NULL DEFAULT 'proposed',
	`change_id` int,
	`decided_by_id` int,
	`decided_at` datetime(3),
	CONSTRAINT `book_proposals_id` PRIMARY KEY(`id`),
	CONSTRAINT `book_proposals_once` UNIQUE(`book_id`,`field`,`value_hash`)
);
--> statement-breakpoint
CREATE TABLE `pending_askers` (
	`id` int AUTO_INCREMENT NOT NULL,
	`pending_id` int NOT NULL,
	`user_id` int NOT NULL,
	`collection_id` int,
	`told_at` datetime(3),
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `pending_askers_id` PRIMARY KEY(`id`),
	CONSTRAINT `pending_askers_once` UNIQUE(`pending_id`,`user_id`)
);
--> statement-breakpoint
ALTER TABLE `pending_books` MODIFY COLUMN `isbn` varchar(13);--> statement-breakpoint
ALTER TABLE `books` ADD `origins` json;--> statement-breakpoint
ALTER TABLE `pending_books` ADD `handle` varchar(36);--> statement-breakpoint
ALTER TABLE `pending_books` ADD `title_key` varchar(120);--> statement-breakpoint
ALTER TABLE `pending_books` ADD `title` text;--> statement-breakpoint
ALTER TABLE `pending_books` ADD `author` text;--> statement-breakpoint
ALTER TABLE `pending_books` ADD `state` varchar(10) DEFAULT 'waiting' NOT NULL;--> statement-breakpoint
ALTER TABLE `pending_books` ADD `reason` varchar(30);--> statement-breakpoint
ALTER TABLE `pending_books` ADD `message` text;--> statement-breakpoint
ALTER TABLE `pending_books` ADD `attempts` int DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `pending_books` ADD `next_try_at` datetime(3);--> statement-breakpoint
ALTER TABLE `pending_books` ADD `candidates` json;--> statement-breakpoint
ALTER TABLE `pending_books` ADD `typed` json;--> statement-breakpoint
ALTER TABLE `pending_books` ADD `typed_by_id` int;--> statement-breakpoint
ALTER TABLE `pending_books` ADD `book_id` int;--> statement-breakpoint
ALTER TABLE `pending_books` ADD `updated_at` datetime(3) DEFAULT (utc_timestamp(3)) NOT NULL;--> statement-breakpoint
ALTER TABLE `pending_books` ADD CONSTRAINT `pending_books_handle` UNIQUE(`handle`);--> statement-breakpoint
ALTER TABLE `pending_books` ADD CONSTRAINT `pending_books_title` UNIQUE(`title_key`);--> statement-breakpoint
ALTER TABLE `book_changes` ADD CONSTRAINT `book_changes_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `book_changes` ADD CONSTRAINT `book_changes_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `book_proposals` ADD CONSTRAINT `book_proposals_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `book_proposals` ADD CONSTRAINT `book_proposals_change_id_book_changes_id_fk` FOREIGN KEY (`change_id`) REFERENCES `book_changes`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `book_proposals` ADD CONSTRAINT `book_proposals_decided_by_id_users_id_fk` FOREIGN KEY (`decided_by_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `pending_askers` ADD CONSTRAINT `pending_askers_pending_id_pending_books_id_fk` FOREIGN KEY (`pending_id`) REFERENCES `pending_books`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `pending_askers` ADD CONSTRAINT `pending_askers_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `pending_askers` ADD CONSTRAINT `pending_askers_collection_id_collections_id_fk` FOREIGN KEY (`collection_id`) REFERENCES `collections`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `book_changes_book` ON `book_changes` (`book_id`,`id`);--> statement-breakpoint
CREATE INDEX `book_proposals_state` ON `book_proposals` (`state`,`book_id`);--> statement-breakpoint
CREATE INDEX `book_proposals_change` ON `book_proposals` (`change_id`);--> statement-breakpoint
CREATE INDEX `book_proposals_decided_by` ON `book_proposals` (`decided_by_id`);--> statement-breakpoint
CREATE INDEX `pending_askers_user` ON `pending_askers` (`user_id`,`told_at`);--> statement-breakpoint
CREATE INDEX `pending_askers_collection` ON `pending_askers` (`collection_id`);--> statement-breakpoint
ALTER TABLE `pending_books` ADD CONSTRAINT `pending_books_typed_by_id_users_id_fk` FOREIGN KEY (`typed_by_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `pending_books` ADD CONSTRAINT `pending_books_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `pending_books_state` ON `pending_books` (`state`,`updated_at`);--> statement-breakpoint
CREATE INDEX `pending_books_book` ON `pending_books` (`book_id`);--> statement-breakpoint
CREATE INDEX `pending_books_typed_by` ON `pending_books` (`typed_by_id`);