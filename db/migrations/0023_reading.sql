CREATE TABLE `quotes` (
	`id` int AUTO_INCREMENT NOT NULL,
	`user_id` int NOT NULL,
	`book_id` int NOT NULL,
	`kind` varchar(10) NOT NULL,
	`text` text NOT NULL,
	`page` int,
	`import_key` varchar(100),
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `quotes_id` PRIMARY KEY(`id`),
	CONSTRAINT `quotes_import` UNIQUE(`user_id`,`import_key`)
);
--> statement-breakpoint
CREATE TABLE `reader_works` (
	`id` int AUTO_INCREMENT NOT NULL,
	`user_id` int NOT NULL,
	`work_id` int NOT NULL,
	`book_id` int NOT NULL,
	`status` varchar(10),
	`status_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`rating` decimal(3,2),
	`review` text,
	`has_spoilers` boolean NOT NULL DEFAULT false,
	`visibility` varchar(10) NOT NULL DEFAULT 'private',
	`reviewed_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `reader_works_id` PRIMARY KEY(`id`),
	CONSTRAINT `reader_works_once` UNIQUE(`user_id`,`work_id`)
);
--> statement-breakpoint
CREATE TABLE `reading_goals` (
	`id` int AUTO_INCREMENT NOT NULL,
	`user_id` int NOT NULL,
	`year` smallint NOT NULL,
	`books` int NOT NULL,
	CONSTRAINT `reading_goals_id` PRIMARY KEY(`id`),
	CONSTRAINT `reading_goals_year` UNIQUE(`user_id`,`year`)
);
--> statement-breakpoint
CREATE TABLE `reading_progress` (
	`id` int AUTO_INCREMENT NOT NULL,
	`reading_id` int NOT NULL,
	`day` date NOT NULL,
	`page` int,
	`percent` smallint,
	CONSTRAINT `reading_progress_id` PRIMARY KEY(`id`),
	CONSTRAINT `reading_progress_day` UNIQUE(`reading_id`,`day`)
);
--> statement-breakpoint
CREATE TABLE `readings` (
	`id` int AUTO_INCREMENT NOT NULL,
	`user_id` int NOT NULL,
	`work_id` int NOT NULL,
	`book_id` int NOT NULL,
	`started_on` date,
	`ended_on` date,
	`outcome` varchar(10) NOT NULL,
	`page` int,
	`percent` smallint,
	`import_key` varchar(100),
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`open_work_id` int GENERATED ALWAYS AS (if(outcome = 'reading', work_id, null)) VIRTUAL,
	CONSTRAINT `readings_id` PRIMARY KEY(`id`),
	CONSTRAINT `readings_import` UNIQUE(`user_id`,`import_key`),
	CONSTRAINT `readings_open` UNIQUE(`user_id`,`open_work_id`)
);
--> statement-breakpoint
ALTER TABLE `quotes` ADD CONSTRAINT `quotes_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `quotes` ADD CONSTRAINT `quotes_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `reader_works` ADD CONSTRAINT `reader_works_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `reader_works` ADD CONSTRAINT `reader_works_work_id_works_id_fk` FOREIGN KEY (`work_id`) REFERENCES `works`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `reader_works` ADD CONSTRAINT `reader_works_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `reading_goals` ADD CONSTRAINT `reading_goals_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `reading_progress` ADD CONSTRAINT `reading_progress_reading` FOREIGN KEY (`reading_id`) REFERENCES `readings`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `readings` ADD CONSTRAINT `readings_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `readings` ADD CONSTRAINT `readings_work_id_works_id_fk` FOREIGN KEY (`work_id`) REFERENCES `works`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `readings` ADD CONSTRAINT `readings_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `quotes_user` ON `quotes` (`user_id`,`id`);--> statement-breakpoint
CREATE INDEX `quotes_book` ON `quotes` (`book_id`,`user_id`);--> statement-breakpoint
CREATE INDEX `reader_works_status` ON `reader_works` (`user_id`,`status`,`status_at`);--> statement-breakpoint
CREATE INDEX `reader_works_work` ON `reader_works` (`work_id`,`visibility`);--> statement-breakpoint
CREATE INDEX `reader_works_book` ON `reader_works` (`book_id`);--> statement-breakpoint
CREATE INDEX `readings_ended` ON `readings` (`user_id`,`ended_on`,`id`);--> statement-breakpoint
CREATE INDEX `readings_work` ON `readings` (`work_id`,`user_id`);--> statement-breakpoint
CREATE INDEX `readings_book` ON `readings` (`book_id`);