CREATE TABLE `book_aliases` (
	`id` int AUTO_INCREMENT NOT NULL,
	`name` varchar(120) NOT NULL,
	`book_id` int NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `book_aliases_id` PRIMARY KEY(`id`),
	CONSTRAINT `book_aliases_name` UNIQUE(`name`)
);
--> statement-breakpoint
CREATE TABLE `duplicate_keys` (
	`book_id` int NOT NULL,
	`name` varchar(130) NOT NULL,
	CONSTRAINT `duplicate_keys_book_id_name_pk` PRIMARY KEY(`book_id`,`name`)
);
--> statement-breakpoint
CREATE TABLE `duplicate_pairs` (
	`id` int AUTO_INCREMENT NOT NULL,
	`first_id` int NOT NULL,
	`second_id` int NOT NULL,
	`kind` varchar(10) NOT NULL,
	`score` float NOT NULL,
	`reasons` json NOT NULL,
	`evidence` varchar(64) NOT NULL,
	`state` varchar(10) NOT NULL DEFAULT 'open',
	`decided_by_id` int,
	`decided_at` datetime(3),
	`found_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `duplicate_pairs_id` PRIMARY KEY(`id`),
	CONSTRAINT `duplicate_pairs_once` UNIQUE(`first_id`,`second_id`)
);
--> statement-breakpoint
CREATE TABLE `merges` (
	`id` int AUTO_INCREMENT NOT NULL,
	`kind` varchar(10) NOT NULL,
	`kept_id` int NOT NULL,
	`gone_id` int NOT NULL,
	`title` text NOT NULL,
	`before` json NOT NULL,
	`user_id` int,
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`undone_by_id` int,
	`undone_at` datetime(3),
	CONSTRAINT `merges_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `book_changes` ADD `former_book_id` int;--> statement-breakpoint
ALTER TABLE `book_aliases` ADD CONSTRAINT `book_aliases_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `duplicate_keys` ADD CONSTRAINT `duplicate_keys_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `duplicate_pairs` ADD CONSTRAINT `duplicate_pairs_first_id_books_id_fk` FOREIGN KEY (`first_id`) REFERENCES `books`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `duplicate_pairs` ADD CONSTRAINT `duplicate_pairs_second_id_books_id_fk` FOREIGN KEY (`second_id`) REFERENCES `books`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `duplicate_pairs` ADD CONSTRAINT `duplicate_pairs_decided_by_id_users_id_fk` FOREIGN KEY (`decided_by_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `merges` ADD CONSTRAINT `merges_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `merges` ADD CONSTRAINT `merges_undone_by_id_users_id_fk` FOREIGN KEY (`undone_by_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `book_aliases_book` ON `book_aliases` (`book_id`);--> statement-breakpoint
CREATE INDEX `duplicate_keys_name` ON `duplicate_keys` (`name`);--> statement-breakpoint
CREATE INDEX `duplicate_pairs_second` ON `duplicate_pairs` (`second_id`);--> statement-breakpoint
CREATE INDEX `duplicate_pairs_state` ON `duplicate_pairs` (`state`,`kind`,`score`);--> statement-breakpoint
CREATE INDEX `duplicate_pairs_decided_by` ON `duplicate_pairs` (`decided_by_id`);--> statement-breakpoint
CREATE INDEX `merges_kept` ON `merges` (`kind`,`kept_id`);--> statement-breakpoint
CREATE INDEX `merges_gone` ON `merges` (`kind`,`gone_id`);--> statement-breakpoint
CREATE INDEX `merges_user` ON `merges` (`user_id`);--> statement-breakpoint
CREATE INDEX `merges_undone_by` ON `merges` (`undone_by_id`);