CREATE TABLE `copies` (
	`id` int AUTO_INCREMENT NOT NULL,
	`book_id` int NOT NULL,
	`library_id` int NOT NULL,
	`owner_id` int NOT NULL,
	`place_id` int,
	`condition` varchar(10),
	`acquired_on` date,
	`acquired_from` varchar(200),
	`price` decimal(13,3),
	`currency` varchar(3),
	`is_signed` boolean NOT NULL DEFAULT false,
	`notes` text,
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `copies_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `places` (
	`id` int AUTO_INCREMENT NOT NULL,
	`library_id` int NOT NULL,
	`parent_id` int,
	`kind` varchar(10) NOT NULL,
	`name` varchar(60) NOT NULL,
	`code` varchar(10) NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`parent_or_top` int GENERATED ALWAYS AS (ifnull(parent_id, 0)) VIRTUAL,
	CONSTRAINT `places_id` PRIMARY KEY(`id`),
	CONSTRAINT `places_name` UNIQUE(`library_id`,`parent_or_top`,`name`),
	CONSTRAINT `places_code` UNIQUE(`code`)
);
--> statement-breakpoint
CREATE TABLE `libraries` (
	`id` int AUTO_INCREMENT NOT NULL,
	`name` varchar(60) NOT NULL,
	`created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	CONSTRAINT `libraries_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `library_invitations` (
	`id` int AUTO_INCREMENT NOT NULL,
	`library_id` int NOT NULL,
	`hash` varchar(64) NOT NULL,
	`made_by` int NOT NULL,
	`made_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`expires_at` datetime(3) NOT NULL,
	CONSTRAINT `library_invitations_id` PRIMARY KEY(`id`),
	CONSTRAINT `library_invitations_hash` UNIQUE(`hash`)
);
--> statement-breakpoint
CREATE TABLE `library_members` (
	`user_id` int NOT NULL,
	`library_id` int NOT NULL,
	`role` varchar(10) NOT NULL,
	`joined_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
	`owned_library_id` int GENERATED ALWAYS AS (if(role = 'owner', library_id, null)) VIRTUAL,
	CONSTRAINT `library_members_user_id` PRIMARY KEY(`user_id`),
	CONSTRAINT `library_members_one_owner` UNIQUE(`owned_library_id`),
	CONSTRAINT `library_members_user_library` UNIQUE(`user_id`,`library_id`)
);
--> statement-breakpoint
ALTER TABLE `copies` ADD CONSTRAINT `copies_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `copies` ADD CONSTRAINT `copies_place_id_places_id_fk` FOREIGN KEY (`place_id`) REFERENCES `places`(`id`) ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `copies` ADD CONSTRAINT `copies_owner` FOREIGN KEY (`owner_id`,`library_id`) REFERENCES `library_members`(`user_id`,`library_id`) ON DELETE cascade ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE `places` ADD CONSTRAINT `places_library_id_libraries_id_fk` FOREIGN KEY (`library_id`) REFERENCES `libraries`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `places` ADD CONSTRAINT `places_parent_id_places_id_fk` FOREIGN KEY (`parent_id`) REFERENCES `places`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `library_invitations` ADD CONSTRAINT `library_invitations_library_fk` FOREIGN KEY (`library_id`) REFERENCES `libraries`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `library_invitations` ADD CONSTRAINT `library_invitations_made_by_fk` FOREIGN KEY (`made_by`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `library_members` ADD CONSTRAINT `library_members_user_id_users_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `library_members` ADD CONSTRAINT `library_members_library_id_libraries_id_fk` FOREIGN KEY (`library_id`) REFERENCES `libraries`(`id`) ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX `copies_library_book` ON `copies` (`library_id`,`book_id`);--> statement-breakpoint
CREATE INDEX `copies_book` ON `copies` (`book_id`);--> statement-breakpoint
CREATE INDEX `copies_place` ON `copies` (`place_id`);--> statement-breakpoint
CREATE INDEX `places_parent` ON `places` (`parent_id`);--> statement-breakpoint
CREATE INDEX `library_invitations_library` ON `library_invitations` (`library_id`);--> statement-breakpoint
CREATE INDEX `library_invitations_made_by` ON `library_invitations` (`made_by`);--> statement-breakpoint
CREATE INDEX `library_members_library` ON `library_members` (`library_id`);