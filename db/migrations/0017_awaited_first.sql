DROP INDEX `outbox_waiting` ON `outbox`;--> statement-breakpoint
ALTER TABLE `outbox` ADD `priority` tinyint DEFAULT 10 NOT NULL;--> statement-breakpoint
ALTER TABLE `outbox` ADD `unreadable_at` datetime(3);--> statement-breakpoint
ALTER TABLE `pending_books` ADD `is_awaited` boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `outbox_waiting` ON `outbox` (`relayed_at`,`unreadable_at`,`priority`,`occurred_at`);