CREATE TABLE `users` (
	`id` int AUTO_INCREMENT NOT NULL,
	`username` varchar(50) NOT NULL,
	`email` varchar(254),
	`password_hash` varchar(255) NOT NULL,
	`role` varchar(20) NOT NULL DEFAULT 'user',
	`session_version` int NOT NULL DEFAULT 1,
	`date_joined` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `users_id` PRIMARY KEY(`id`),
	CONSTRAINT `users_username` UNIQUE(`username`),
	CONSTRAINT `users_email` UNIQUE(`email`)
);
--> statement-breakpoint
CREATE TABLE `books` (
	`id` int AUTO_INCREMENT NOT NULL,
	`work_id` int NOT NULL,
	`kind` varchar(20) NOT NULL DEFAULT 'book',
	`source_key` varchar(120),
	`isbn10` varchar(10),
	`isbn13` varchar(13),
	`title` text NOT NULL,
	`subtitle` text,
	`authors` json NOT NULL,
	`pages` int,
	`publication_date` varchar(20),
	`published_year` smallint,
	`publisher` text,
	`language_code` varchar(10),
	`cover_url` text,
	`external_links` json NOT NULL,
	`description` text,
	`genres` json NOT NULL,
	`average_rating` float,
	`ratings_count` int NOT NULL DEFAULT 0,
	`cover_hints` json,
	`date_added` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `books_id` PRIMARY KEY(`id`),
	CONSTRAINT `books_isbn10` UNIQUE(`isbn10`),
	CONSTRAINT `books_isbn13` UNIQUE(`isbn13`),
	CONSTRAINT `books_source_key` UNIQUE(`source_key`)
);
--> statement-breakpoint
CREATE TABLE `user_added_books` (
	`id` int AUTO_INCREMENT NOT NULL,
	`user_id` int NOT NULL,
	`book_id` int NOT NULL,
	`timestamp` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `user_added_books_id` PRIMARY KEY(`id`),
	CONSTRAINT `user_added_books_once` UNIQUE(`user_id`,`book_id`)
);
--> statement-breakpoint
CREATE TABLE `works` (
	`id` int AUTO_INCREMENT NOT NULL,
	`work_key` varchar(120) NOT NULL,
	`title` text NOT NULL,
	`date_added` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `works_id` PRIMARY KEY(`id`),
	CONSTRAINT `works_work_key` UNIQUE(`work_key`)
);
--> statement-breakpoint
CREATE TABLE `covers` (
	`id` int AUTO_INCREMENT NOT NULL,
	`book_id` int NOT NULL,
	`source` varchar(30) NOT NULL,
	`sha256` varchar(64) NOT NULL,
	`mime` varchar(30) NOT NULL,
	`width` int NOT NULL,
	`height` int NOT NULL,
	`bytes` int NOT NULL,
	`is_primary` boolean NOT NULL,
	`primary_book_id` int GENERATED ALWAYS AS (if(is_primary, book_id, null)) VIRTUAL,
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `covers_id` PRIMARY KEY(`id`),
	CONSTRAINT `covers_book_sha256` UNIQUE(`book_id`,`sha256`),
	CONSTRAINT `covers_one_primary` UNIQUE(`primary_book_id`)
);
--> statement-breakpoint
CREATE TABLE `embeddings` (
	`id` int unsigned AUTO_INCREMENT NOT NULL,
	`cover_id` int,
	`model` varchar(80) NOT NULL,
	`model_version` varchar(40) NOT NULL,
	`seq` bigint NOT NULL,
	`vector` mediumblob,
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `embeddings_id` PRIMARY KEY(`id`),
	CONSTRAINT `embeddings_cover_model` UNIQUE(`cover_id`,`model`,`model_version`),
	CONSTRAINT `embeddings_seq` UNIQUE(`seq`)
);
--> statement-breakpoint
CREATE TABLE `sequences` (
	`name` varchar(40) NOT NULL,
	`value` bigint NOT NULL,
	CONSTRAINT `sequences_name` PRIMARY KEY(`name`)
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` varchar(36) NOT NULL,
	`name` varchar(80) NOT NULL,
	`payload` json NOT NULL,
	`occurred_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`relayed_at` datetime(3),
	CONSTRAINT `outbox_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `collection_books` (
	`id` int AUTO_INCREMENT NOT NULL,
	`collection_id` int NOT NULL,
	`book_id` int NOT NULL,
	`added_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `collection_books_id` PRIMARY KEY(`id`),
	CONSTRAINT `collection_books_once` UNIQUE(`collection_id`,`book_id`)
);
--> statement-breakpoint
CREATE TABLE `collections` (
	`id` int AUTO_INCREMENT NOT NULL,
	`name` varchar(100) NOT NULL,
	`owner_id` int NOT NULL,
	`icon` varchar(32) NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `collections_id` PRIMARY KEY(`id`),
	CONSTRAINT `collections_owner_name` UNIQUE(`owner_id`,`name`)
);
--> statement-breakpoint
CREATE TABLE `app_logs` (
	`id` int AUTO_INCREMENT NOT NULL,
	`level` varchar(10) NOT NULL,
	`message` text NOT NULL,
	`context` json NOT NULL,
	`timestamp` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `app_logs_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `daily_stats` (
	`date` date NOT NULL,
	`total_books` int NOT NULL DEFAULT 0,
	`total_users` int NOT NULL DEFAULT 0,
	`total_collections` int NOT NULL DEFAULT 0,
	`books_added_today` int NOT NULL DEFAULT 0,
	`users_added_today` int NOT NULL DEFAULT 0,
	`collections_added_today` int NOT NULL DEFAULT 0,
	`barcode_scans_today` int NOT NULL DEFAULT 0,
	`image_scans_today` int NOT NULL DEFAULT 0,
	`successful_scans_today` int NOT NULL DEFAULT 0,
	`failed_scans_today` int NOT NULL DEFAULT 0,
	`pending_books_today` int NOT NULL DEFAULT 0,
	`worker_errors_today` int NOT NULL DEFAULT 0,
	`active_users_today` int NOT NULL DEFAULT 0,
	CONSTRAINT `daily_stats_date` PRIMARY KEY(`date`)
);
--> statement-breakpoint
CREATE TABLE `pending_books` (
	`id` int AUTO_INCREMENT NOT NULL,
	`isbn` varchar(13) NOT NULL,
	`date_added` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`stucked` boolean NOT NULL DEFAULT false,
	`times_asked` int NOT NULL DEFAULT 1,
	CONSTRAINT `pending_books_id` PRIMARY KEY(`id`),
	CONSTRAINT `pending_books_isbn` UNIQUE(`isbn`)
);
--> statement-breakpoint
CREATE TABLE `scan_logs` (
	`id` int AUTO_INCREMENT NOT NULL,
	`request_id` varchar(36) NOT NULL,
	`kind` varchar(10) NOT NULL,
	`status` varchar(20) NOT NULL,
	`message` text,
	`isbn` varchar(13),
	`book_id` int,
	`user_id` int,
	`extra` json NOT NULL,
	`timestamp` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `scan_logs_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `user_scans` (
	`id` int AUTO_INCREMENT NOT NULL,
	`user_id` int NOT NULL,
	`book_id` int NOT NULL,
	`timestamp` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `user_scans_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `book_search` (
	`book_id` int NOT NULL,
	`folded` text NOT NULL,
	`trigrams` text NOT NULL,
	CONSTRAINT `book_search_book_id` PRIMARY KEY(`book_id`)
);
--> statement-breakpoint
ALTER TABLE `books` ADD CONSTRAINT `books_work_id_works_id_fk` FOREIGN KEY (`work_id`) REFERENCES `works`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `user_added_books` ADD CONSTRAINT `user_added_books_user` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `user_added_books` ADD CONSTRAINT `user_added_books_book_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `covers` ADD CONSTRAINT `covers_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `embeddings` ADD CONSTRAINT `embeddings_cover_id_covers_id_fk` FOREIGN KEY (`cover_id`) REFERENCES `covers`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `collection_books` ADD CONSTRAINT `collection_books_collection` FOREIGN KEY (`collection_id`) REFERENCES `collections`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `collection_books` ADD CONSTRAINT `collection_books_book_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `collections` ADD CONSTRAINT `collections_owner_id_users_id_fk` FOREIGN KEY (`owner_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `scan_logs` ADD CONSTRAINT `scan_logs_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `scan_logs` ADD CONSTRAINT `scan_logs_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `user_scans` ADD CONSTRAINT `user_scans_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `user_scans` ADD CONSTRAINT `user_scans_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `book_search` ADD CONSTRAINT `book_search_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `books_work` ON `books` (`work_id`);--> statement-breakpoint
CREATE INDEX `books_date_added` ON `books` (`date_added`);--> statement-breakpoint
CREATE INDEX `user_added_books_book` ON `user_added_books` (`book_id`);--> statement-breakpoint
CREATE INDEX `covers_sha256` ON `covers` (`sha256`);--> statement-breakpoint
CREATE INDEX `embeddings_model_seq` ON `embeddings` (`model`,`model_version`,`seq`);--> statement-breakpoint
CREATE INDEX `outbox_waiting` ON `outbox` (`relayed_at`,`occurred_at`);--> statement-breakpoint
CREATE INDEX `collection_books_book` ON `collection_books` (`book_id`);--> statement-breakpoint
CREATE INDEX `app_logs_time` ON `app_logs` (`timestamp`);--> statement-breakpoint
CREATE INDEX `app_logs_level_time` ON `app_logs` (`level`,`timestamp`);--> statement-breakpoint
CREATE INDEX `scan_logs_time` ON `scan_logs` (`timestamp`);--> statement-breakpoint
CREATE INDEX `scan_logs_isbn` ON `scan_logs` (`isbn`);--> statement-breakpoint
CREATE INDEX `scan_logs_user` ON `scan_logs` (`user_id`);--> statement-breakpoint
CREATE INDEX `scan_logs_book` ON `scan_logs` (`book_id`);--> statement-breakpoint
CREATE INDEX `scan_logs_request` ON `scan_logs` (`request_id`);--> statement-breakpoint
CREATE INDEX `user_scans_user_time` ON `user_scans` (`user_id`,`timestamp`);--> statement-breakpoint
CREATE INDEX `user_scans_book` ON `user_scans` (`book_id`);